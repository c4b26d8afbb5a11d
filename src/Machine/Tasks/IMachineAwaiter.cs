namespace Smp.Machine;

/// <summary>
/// What kernel code may await: a step of the machine or another kernel task. Anything else in kernel code (a timer of
/// .NET's, a thread-pool task) is refused, because the machine could neither schedule nor replay it.
/// </summary>
public interface IMachineAwaiter
{
    /// <summary>The computer this wait belongs to; its pool supplies the frame.</summary>
    Computer Computer { get; }

    /// <summary>Keeps <paramref name="frame"/> until the wait is over.</summary>
    void Suspend(Frame frame);
}
