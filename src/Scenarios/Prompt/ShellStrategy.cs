using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// Takes the steps that a session has taken so far, and then those that its next command is for, until that is done; then the
/// run is cut there.
/// </summary>
internal abstract class ShellStrategy(ShellComputer on, IReadOnlyList<ShellStep> past) : IStrategy
{
    private readonly List<ShellStep> _taken = [];
    private readonly List<int> _ready = [];
    private List<int> _values = [];
    private int _answered;

    /// <inheritdoc/>
    public bool AsksAlways => true;

    /// <summary>All steps of the run.</summary>
    internal IReadOnlyList<ShellStep> Taken => _taken;

    /// <summary>Who could have gone on when the run was cut.</summary>
    internal IReadOnlyList<int> Ready => _ready;

    /// <summary>The session's computer.</summary>
    protected ShellComputer On => on;

    /// <summary>The machine of the run.</summary>
    protected Computer Computer => on.Kernel.Computer;

    /// <summary>Whether time goes on to the next timer that is armed, at once.</summary>
    protected virtual bool JumpsInTime => false;

    /// <summary>Steps taken that are not the past's.</summary>
    protected int LiveSteps => _taken.Count - past.Count;

    private bool IsPast => _taken.Count <= past.Count;

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        _taken.Clear();
        _ready.Clear();
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        int agent = _taken.Count < past.Count ? past[_taken.Count].Agent : Choose(enabled, current);
        if (agent < 0)
        {
            foreach (var pending in enabled)
            {
                _ready.Add(pending.Agent);
            }

            return IStrategy.Cut;
        }

        _values = [];
        _answered = 0;
        _taken.Add(new ShellStep(agent, _values));
        return SlotOf(enabled, agent) is >= 0 and var slot
            ? slot
            : throw new MachineException($"{Computer.Agents[agent].Name} cannot step: it is {Computer.Describe(agent)}");
    }

    /// <inheritdoc/>
    public int NextValue(int count)
    {
        int value = IsPast ? past[_taken.Count - 1].Values[_answered++]
            : on.Setup.Seed is { } seed ? (int)(Random(seed, (ulong)_values.Count + 1) % (ulong)count)
            : Answer(count);
        _values.Add(value);
        return value;
    }

    /// <summary>Who takes the next step; negative if what this was for is done.</summary>
    protected abstract int Choose(ReadOnlySpan<Pending> enabled, int current);

    /// <summary>A data choice, where no seed makes it: time goes on by single ticks, or to the next timer; everything else takes the first answer.</summary>
    private int Answer(int count) => Computer.Agents[_taken[^1].Agent].Kind == AgentKind.Clock && !JumpsInTime ? count - 1 : 0;

    /// <summary>
    /// The next of those who may go on by themselves: everybody but the user and the clock. Without a seed they take turns,
    /// one step each.
    /// </summary>
    /// <param name="enabled">Who could.</param>
    /// <param name="takesPart">Whether somebody is to be among them.</param>
    protected int NextByItself(ReadOnlySpan<Pending> enabled, Func<int, bool> takesPart)
    {
        if (on.Console.HasPanicked)
        {
            return -1;
        }

        int last = _taken.Count == 0 ? -1 : _taken[^1].Agent;
        List<int> able = [];
        foreach (var pending in enabled)
        {
            if (on.GoesByItself(pending.Agent) && takesPart(pending.Agent))
            {
                able.Add(pending.Agent);
            }
        }

        if (able.Count == 0)
        {
            return -1;
        }

        if (on.Setup.Seed is { } seed)
        {
            return able[(int)(Random(seed, 0) % (ulong)able.Count)];
        }

        int after = able.FindIndex(agent => agent > last);
        return able[Math.Max(after, 0)];
    }

    /// <summary>Whether an agent is among those who could step.</summary>
    protected static bool IsEnabled(ReadOnlySpan<Pending> enabled, int agent) => SlotOf(enabled, agent) >= 0;

    /// <summary>The clock, if it can go on; -1 if it cannot.</summary>
    protected int ClockIn(ReadOnlySpan<Pending> enabled)
    {
        foreach (var pending in enabled)
        {
            if (Computer.Agents[pending.Agent].Kind == AgentKind.Clock)
            {
                return pending.Agent;
            }
        }

        return -1;
    }

    private static int SlotOf(ReadOnlySpan<Pending> enabled, int agent)
    {
        for (int slot = 0; slot < enabled.Length; slot++)
        {
            if (enabled[slot].Agent == agent)
            {
                return slot;
            }
        }

        return -1;
    }

    private ulong Random(ulong seed, ulong salt) => Hashing.Fold(Hashing.Fold(Hashing.Fold(0, seed), (ulong)_taken.Count), salt) >> 8;
}
