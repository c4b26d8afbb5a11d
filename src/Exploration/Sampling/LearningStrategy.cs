using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A sampling strategy that is not fair by itself: after so many choices in one run it goes on as a fair random walk, so
/// that an agent which waits in a loop for another one does not wait for ever.
/// </summary>
internal abstract class LearningStrategy : SamplingStrategy
{
    private readonly ActorShares _shares = new();
    private int _last;
    private int _inARow;

    private protected LearningStrategy(ulong seed, Estimates estimates)
        : base(seed) => Estimates = estimates;

    /// <summary>What earlier rounds taught.</summary>
    private protected Estimates Estimates { get; }

    private protected Computer Computer { get; private set; } = null!;

    /// <summary>The number of the choice that is being made, from 0.</summary>
    private protected int Point { get; private set; }

    public sealed override void BeginExecution(Computer computer)
    {
        Computer = computer;
        Point = -1;
        _last = -1;
        _inARow = 0;
        _shares.Begin(computer);
        Begin();
    }

    public sealed override int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        if (++Point >= Estimates.FairAfter)
        {
            return _shares.Choose(enabled, ref Numbers);
        }

        int slot = Choose(enabled, current);
        int agent = enabled[slot].Agent;
        if (agent != _last)
        {
            _last = agent;
            _inARow = 0;
        }
        else if (++_inARow >= Estimates.Patience)
        {
            _inARow = 0;
            slot = Hinder(enabled, slot);
        }

        return slot;
    }

    /// <summary>What the worker's tally should have of the run that is over, beside its length.</summary>
    internal virtual void Tell(Tally tally)
    {
    }

    private protected abstract void Begin();

    private protected abstract int Choose(ReadOnlySpan<Pending> enabled, int current);

    /// <summary>The agent in this place has been chosen too often in a row: who comes instead. Strategies that draw anew at every choice go on.</summary>
    private protected virtual int Hinder(ReadOnlySpan<Pending> enabled, int slot) => slot;

    /// <summary>The place of the first agent behind <paramref name="agent"/>, in the order of numbers and round again.</summary>
    private protected static int After(ReadOnlySpan<Pending> enabled, int agent)
    {
        for (int i = 0; i < enabled.Length; i++)
        {
            if (enabled[i].Agent > agent)
            {
                return i;
            }
        }

        return 0;
    }
}
