using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The check of a state identity: a schedule that comes to a state seen before is run on with the choices of the
/// first schedule that was there, and must give the same events to the end. Keeps every recorded run; for small programs.
/// </summary>
/// <remarks>
/// Choices are compared as places in the list of enabled agents: the canonical number depends on who stepped last,
/// which is no part of a state. A state seen earlier in the same run is a loop: one lap of it is repeated.
/// </remarks>
internal sealed class Audit
{
    private readonly Dictionary<Identity, Visitor> _visitors = [];
    private readonly List<AuditedRun> _runs = [];
    private readonly List<int> _choices = [];
    private Computer _computer = null!;
    private Visitor _first;
    private Visitor _own;
    private int _next;

    /// <summary>Whether this run is past the state at which it would have been cut.</summary>
    internal bool IsFollowing { get; private set; }

    private bool IsLap => _first.Run == _own.Run;

    internal RunOutcome Run(Computer computer, IStrategy strategy)
    {
        _computer = computer;
        _choices.Clear();
        IsFollowing = false;
        var recording = computer.Record(strategy);
        _runs.Add(new AuditedRun([.. _choices], recording));
        if (IsFollowing)
        {
            Compare(recording);
        }

        return recording.Outcome;
    }

    /// <summary>The run is the first in this state.</summary>
    internal void Visit(Identity state) => _visitors.Add(state, Here);

    internal void Chose(int choice) => _choices.Add(choice);

    /// <summary>The state is known: from here on the run follows its first visitor.</summary>
    internal int Follow(Identity state, int count)
    {
        _first = _visitors[state];
        _own = Here;
        _next = _first.Choice;
        IsFollowing = true;
        return NextAgent(count);
    }

    internal int NextAgent(int count)
    {
        // Where the first visitor has no more choices or they do not fit, the run ends; the comparison says why.
        if (_next == End || Source(_next) >= count)
        {
            return IStrategy.Cut;
        }

        return Repeat();
    }

    internal int NextValue(int count) => _next == End || Source(_next) >= count ? 0 : Repeat();

    private Visitor Here => new(_runs.Count, _choices.Count, _computer.Steps);

    private int End => IsLap ? _own.Choice : _runs[_first.Run].Choices.Length;

    private int Source(int index) => IsLap ? _choices[index] : _runs[_first.Run].Choices[index];

    private int Repeat()
    {
        int choice = Source(_next++);
        _choices.Add(choice);
        return choice;
    }

    private void Compare(Recording recording)
    {
        var first = _runs[_first.Run].Recording;
        int left = FirstAfter(first, _first.Steps);
        int right = FirstAfter(recording, _own.Steps);
        int leftEnd = IsLap ? right : first.Events.Count;
        while (left < leftEnd && right < recording.Events.Count)
        {
            if (!AreSame(first.Events[left], recording.Events[right]))
            {
                throw Mismatch(recording.Events[right].Step, Describe(first, left), Describe(recording, right));
            }

            left++;
            right++;
        }

        // The bound on steps cuts the two at different places.
        if (recording.Outcome == RunOutcome.TooLong || first.Outcome == RunOutcome.TooLong)
        {
            return;
        }

        if (left < leftEnd || right < recording.Events.Count)
        {
            int step = right < recording.Events.Count ? recording.Events[right].Step : _computer.Steps + 1;
            throw Mismatch(step, left < leftEnd ? Describe(first, left) : "nothing more", right < recording.Events.Count ? Describe(recording, right) : "nothing more");
        }

        if (!IsLap && (first.Outcome != recording.Outcome || first.Finding != recording.Finding))
        {
            throw Mismatch(_computer.Steps, $"{first.Outcome} {first.Finding?.Message}", $"{recording.Outcome} {recording.Finding?.Message}");
        }
    }

    private static int FirstAfter(Recording recording, int step)
    {
        int index = 0;
        while (index < recording.Events.Count && recording.Events[index].Step <= step)
        {
            index++;
        }

        return index;
    }

    // Not compared: the number of the step, and what depends on the step before (a switch, the last line of the caller).
    private static bool AreSame(in Event left, in Event right)
        => left with { Step = 0, IsSwitch = false, Caller = default, Enabled = 0 }
            == right with { Step = 0, IsSwitch = false, Caller = default, Enabled = 0 };

    private static string Describe(Recording recording, int index)
    {
        var e = recording.Events[index];
        return $"{recording.Agents[e.Agent].Name} {e.Kind} {e.Operation} {recording.NameOf(e.Object)} = {e.Value} ({e.Site}) {e.Text}".TrimEnd();
    }

    private MachineException Mismatch(int step, string first, string own)
        => new($"the state identity is incomplete: schedule {_own.Run + 1} after step {_own.Steps} looks like schedule "
            + $"{_first.Run + 1} after step {_first.Steps}, but step {step} is '{own}' where it was '{first}'");

    private readonly record struct Visitor(int Run, int Choice, int Steps);

    private sealed record AuditedRun(int[] Choices, Recording Recording);
}
