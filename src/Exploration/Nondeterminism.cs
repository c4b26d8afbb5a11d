using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The same choices gave another run: says where the two part, by running them again, recorded, and comparing step by
/// step.
/// </summary>
internal static class Nondeterminism
{
    // What changes with every run shows in two; what comes and goes may take a few.
    private const int Runs = 6;

    /// <summary>The failure of a search on <paramref name="computer"/>, with the step at which its runs part if it is of that kind.</summary>
    internal static MachineException Located(MachineException e, Computer computer)
    {
        if (!e.IsNondeterminism)
        {
            return e;
        }

        int[] choices = computer.Choices.Items.ToArray();
        return new MachineException($"{e.Message}; {Difference(() => computer, choices)}", e) { IsNondeterminism = true };
    }

    /// <summary>Where runs with these choices differ, in words, on one computer or on several.</summary>
    internal static string Difference(Func<Computer> build, IReadOnlyList<int> choices)
    {
        Recording? first = null;
        for (int run = 0; run < Runs; run++)
        {
            Recording recording;
            try
            {
                recording = build().Record(new Prefix(choices));
            }
            catch (MachineException e)
            {
                return $"run again, it failed: {e.Message}";
            }

            first ??= recording;
            if (Compare(first, recording) is { } difference)
            {
                return difference;
            }
        }

        var last = Steps(first!).LastOrDefault();
        return $"{Runs} more runs of these choices were alike{(last.Step == 0 ? "" : $"; the last step before it is step {last.Step}: {Words(first!, last)}")}";
    }

    private static string? Compare(Recording one, Recording two)
    {
        var left = Steps(one);
        var right = Steps(two);
        for (int i = 0; i < Math.Max(left.Count, right.Count); i++)
        {
            if (i >= left.Count || i >= right.Count)
            {
                var (rest, of) = i < left.Count ? (left[i], one) : (right[i], two);
                return $"two runs of these choices part at step {rest.Step}: one ends before it, in the other {Words(of, rest)}";
            }

            if (Essence(left[i]) != Essence(right[i]))
            {
                return $"two runs of these choices part at step {left[i].Step}: in one {Words(one, left[i])}, in the other {Words(two, right[i])}";
            }
        }

        return null;
    }

    private static List<Event> Steps(Recording recording) => [.. recording.Events.Where(e => e.Kind is EventKind.Step or EventKind.Fault)];

    private static (EventKind, int, Operation, Address, long, int, string) Essence(in Event e)
        => (e.Kind, e.Agent, e.Operation, e.Object, e.Value, e.Site.Line, e.Text);

    private static string Words(Recording recording, in Event e)
    {
        string target = e.Object.IsNull ? "" : $" {recording.NameOf(e.Object)}";
        string value = e.Operation is Operation.Load or Operation.Store or Operation.Atomic ? $" = {e.Value}" : "";
        var site = !e.InModule.IsNull || e.Caller.File is null ? e.Site : e.Caller;
        return $"{recording.Agents[e.Agent].Name} does {e.Operation.ToString().ToLowerInvariant()}{target}{value} at {site}";
    }

    /// <summary>Follows the choices as far as they fit, and no further.</summary>
    private sealed class Prefix(IReadOnlyList<int> choices) : IStrategy
    {
        // What differs may be the step that was about to come: a few more are taken, the same in every run.
        private const int More = 8;

        private int _next;
        private int _more;

        public void BeginExecution(Computer computer) => _next = _more = 0;

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
        {
            if (_next < choices.Count)
            {
                return choices[_next] < enabled.Length ? ChoiceLog.FromCanonical(choices[_next++], current) : IStrategy.Cut;
            }

            return _more++ < More ? _more % enabled.Length : IStrategy.Cut;
        }

        public int NextValue(int count) => _next < choices.Count && choices[_next] < count ? choices[_next++] : 0;
    }
}
