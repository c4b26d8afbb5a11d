namespace Smp.Machine;

/// <summary>Is told of every step once it has been taken, its footprint complete.</summary>
public interface IStepObserver
{
    /// <summary><paramref name="agent"/> has taken a step; what it touched is in <see cref="Computer.Footprint"/> if that is on.</summary>
    void OnStep(Computer computer, int agent);
}
