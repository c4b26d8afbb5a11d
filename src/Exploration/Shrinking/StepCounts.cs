using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Counts the steps of each agent; where only one can step, no strategy is asked and none would know.</summary>
internal sealed class StepCounts : IDetector
{
    private int[] _taken = [];
    private int _steps;

    public string Name => "steps";

    public bool OnlyWatches => true;

    public bool WantsSteps => true;

    public ulong? Digest => 0;

    /// <summary>How many steps an agent has taken.</summary>
    internal int Of(int agent) => agent < _taken.Length ? _taken[agent] : 0;

    /// <summary>How many agents have stepped in a run that is over; the step that ended it may have been seen by its detector alone.</summary>
    internal int Processes(Finding? ending)
    {
        int count = 0;
        for (int i = 0; i < _taken.Length; i++)
        {
            count += _taken[i] > 0 || ending?.Agent == i ? 1 : 0;
        }

        return count;
    }

    public void Begin()
    {
        _steps = 0;
        Array.Clear(_taken);
    }

    public Finding? OnStep(Computer computer) => Count(computer);

    public Finding? OnFault(Computer computer, in Fault fault) => Count(computer);

    public Finding? OnEnd(Computer computer) => null;

    private Finding? Count(Computer computer)
    {
        if (_taken.Length < computer.Agents.Count)
        {
            Array.Resize(ref _taken, computer.Agents.Count);
        }

        // A step may fail in its middle and still come to its end.
        if (computer.Steps > _steps)
        {
            _steps = computer.Steps;
            _taken[computer.Current]++;
        }

        return null;
    }
}
