using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// What the rounds before this one taught about the program: how long runs are, how many steps each agent takes, who starts
/// whom. The same for all workers, and changed between rounds only (<see cref="Learn"/>).
/// </summary>
internal sealed class Estimates
{
    /// <summary>Fractions of a step are counted in units of this many.</summary>
    internal const int Unit = 256;

    private const int FirstGuess = 64;
    private const int FirstFairAfter = 1000;
    private const int FirstPatience = 256;
    private const int Slack = 8;
    private const int LeastFairAfter = 256;
    private const int LeastPatience = 32;

    private readonly Tally _all = new();

    /// <summary>Whether a run has been seen to its end.</summary>
    internal bool IsKnown => _all.Runs > 0;

    /// <summary>The most choices a run has had; before the first round a guess.</summary>
    internal int Points => IsKnown ? Math.Max(1, _all.MostPoints) : FirstGuess;

    /// <summary>
    /// A run with more choices than that is thought to be caught in a loop and goes on as a fair walk. Many times the
    /// shortest run, since a run that was caught is long itself.
    /// </summary>
    internal int FairAfter => IsKnown ? LeastFairAfter + (Slack * _all.FewestPoints) : FirstFairAfter;

    /// <summary>An agent that is chosen so often in a row, while others could step, is thought to be caught in a loop.</summary>
    internal int Patience => IsKnown ? LeastPatience + _all.FewestPoints : FirstPatience;

    /// <summary>How many agents are known.</summary>
    internal int Agents => _all.Agents;

    /// <summary>The mean number of steps an agent takes, in <see cref="Unit"/>s.</summary>
    internal long StepsOf(int agent) => agent < _all.Agents && IsKnown ? _all.StepsOf(agent) * Unit / _all.Runs : Unit;

    /// <summary>The agent that starts this one; -1 if it is there from the beginning.</summary>
    internal int StarterOf(int agent) => agent < _all.Agents ? _all.StarterOf(agent) : -1;

    /// <summary>A round is over: adds what a worker has seen, in any order of workers.</summary>
    internal void Learn(Tally seen) => _all.Add(seen);

    internal void Write(BinaryWriter to) => _all.Write(to);

    internal void Read(BinaryReader from) => _all.Read(from);
}

/// <summary>What one worker has seen in a round. Sums and extremes alone: how the round was shared does not show.</summary>
internal sealed class Tally
{
    private long[] _steps = [];
    private int[] _starter = [];

    internal long Runs { get; private set; }

    internal int MostPoints { get; private set; }

    internal int FewestPoints { get; private set; } = int.MaxValue;

    internal int Agents => _steps.Length;

    internal long StepsOf(int agent) => _steps[agent];

    internal int StarterOf(int agent) => _starter[agent];

    /// <summary>A run has come to its end: nobody could step any more.</summary>
    internal void Add(Computer computer)
    {
        Reserve(computer.Agents.Count);
        Runs++;
        MostPoints = Math.Max(MostPoints, computer.Choices.Count);
        FewestPoints = Math.Min(FewestPoints, computer.Choices.Count);
        for (int i = 0; i < _steps.Length; i++)
        {
            _steps[i] += computer.StepsOf(i);
        }
    }

    /// <summary><paramref name="agent"/> could step for the first time after a step of <paramref name="starter"/>. The smallest number holds.</summary>
    internal void Started(int agent, int starter)
    {
        Reserve(agent + 1);
        if (_starter[agent] < 0 || starter < _starter[agent])
        {
            _starter[agent] = starter;
        }
    }

    internal void Add(Tally other)
    {
        Reserve(other.Agents);
        Runs += other.Runs;
        MostPoints = Math.Max(MostPoints, other.MostPoints);
        FewestPoints = Math.Min(FewestPoints, other.FewestPoints);
        for (int i = 0; i < other.Agents; i++)
        {
            _steps[i] += other._steps[i];
            if (other._starter[i] >= 0)
            {
                Started(i, other._starter[i]);
            }
        }
    }

    internal void Clear()
    {
        Runs = 0;
        MostPoints = 0;
        FewestPoints = int.MaxValue;
        Array.Clear(_steps);
        Array.Fill(_starter, -1);
    }

    internal void Write(BinaryWriter to)
    {
        to.Write(Runs);
        to.Write(MostPoints);
        to.Write(FewestPoints);
        to.Write(_steps.Length);
        for (int i = 0; i < _steps.Length; i++)
        {
            to.Write(_steps[i]);
            to.Write(_starter[i]);
        }
    }

    internal void Read(BinaryReader from)
    {
        Runs = from.ReadInt64();
        MostPoints = from.ReadInt32();
        FewestPoints = from.ReadInt32();
        Reserve(from.ReadInt32());
        for (int i = 0; i < _steps.Length; i++)
        {
            _steps[i] = from.ReadInt64();
            _starter[i] = from.ReadInt32();
        }
    }

    private void Reserve(int agents)
    {
        int known = _steps.Length;
        if (agents > known)
        {
            Array.Resize(ref _steps, agents);
            Array.Resize(ref _starter, agents);
            Array.Fill(_starter, -1, known, agents - known);
        }
    }
}
