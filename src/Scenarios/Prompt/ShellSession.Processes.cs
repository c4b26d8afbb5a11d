using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Commands that are processes, in front and in the background.</summary>
public sealed partial class ShellSession
{
    /// <summary>The process that a command is to be; null where there is none, and why has been said.</summary>
    private ShellCommand? Process(ShellState state, ShellItem item, string[] words, out int status)
    {
        status = 0;
        if (words.Length == 0)
        {
            return new ShellCommand(["bash"], item.Redirection, static _ => new KTask<int>(0));
        }

        string name = NameOf(words[0]);
        if (_setup.Programs.Find(name) is not { } program)
        {
            bool isPath = words[0].Contains('/', StringComparison.Ordinal);
            Say(isPath ? $"bash: {words[0]}: No such file or directory" : $"bash: {words[0]}: command not found");
            status = NotFound;
            return null;
        }

        if (name == "kill" && words.FirstOrDefault(word => word.StartsWith('%') && JobOf(state, word) is null) is { } unknown)
        {
            Say($"bash: kill: {unknown}: no such job");
            status = 1;
            return null;
        }

        string[] arguments = [.. words.Skip(1).Select(word => name == "kill" ? PidOf(state, word) : word)];
        var call = program.Parse(arguments);
        if (call.Main is { } main)
        {
            return new ShellCommand([name, .. arguments], item.Redirection, main);
        }

        Say(call.Error);
        status = call.Status;
        return null;
    }

    private ShellState Start(ShellState state, ShellItem item, string[] words)
    {
        if (Process(state, item, words, out int refused) is not { } command)
        {
            return state with { Status = refused };
        }

        int number = state.Commands.Count;
        var with = state with { Commands = [.. state.Commands, command], Acts = [.. state.Acts, new ShellAct(number)] };
        if (item.IsBackground)
        {
            return Fork(with, number, item.Text);
        }

        using var run = ShellRun.Of(_setup, with, computer => new ShellFront(computer, state.Steps, number, forks: true, Participants(with, computer, number)));
        _out.Append(run.Text);
        return Ended(run, number) ?? SetAside(run, number, item.Text);
    }

    private ShellState Fork(ShellState state, int number, string text)
    {
        using var run = ShellRun.Of(_setup, state, on => new ShellActs(on, state.Steps, 1));
        var job = new ShellJob(NextNumber(state), number, text, WasInFront: false);
        Say(string.Create(CultureInfo.InvariantCulture, $"[{job.Number}] {run.On[number].Process.Pid}"));
        return run.State with { Jobs = [.. state.Jobs, job], Status = 0 };
    }

    /// <summary>The state after a command in front that has ended; null if it has not.</summary>
    private ShellState? Ended(ShellRun run, int number)
    {
        if (!run.HasEnded(number))
        {
            return null;
        }

        int signal = run.SignalOf(number);
        if (run.IsKilled(number) && signal is not (SignalNames.Int or 13))
        {
            Say(SignalNames.Describe(signal));
        }

        return run.State with { Status = run.StatusOf(number), Jobs = [.. run.State.Jobs.Where(job => job.Command != number)] };
    }

    /// <summary>A command in front that does not end becomes a job: the prompt comes back.</summary>
    private ShellState SetAside(ShellRun run, int number, string text)
    {
        var state = run.State;
        var job = state.Jobs.FirstOrDefault(j => j.Command == number) ?? new ShellJob(NextNumber(state), number, text, WasInFront: true);
        state = state with { Jobs = [.. state.Jobs.Where(j => j != job), job], Status = 0 };
        Say(JobLine(state, job, run.IsRunning(number) ? "Running" : "Sleeping", isShownRunning: true));
        return state;
    }

    /// <summary>Lets everybody go on until all rest, unless the user does that by hand, and says which jobs have ended.</summary>
    private ShellState Rested(ShellState state, bool always = false)
    {
        if ((state.Jobs.Count == 0 && (!always || state.IsManual)) || state.HasPanicked)
        {
            return state;
        }

        using var run = state.IsManual
            ? ShellRun.Of(_setup, state, on => new ShellReplay(on, state.Steps))
            : ShellRun.Of(_setup, state, on => new ShellRest(on, state.Steps, static _ => true));
        _out.Append(run.Text);
        var after = run.State;
        foreach (var job in after.Jobs.Where(job => run.HasEnded(job.Command)).ToList())
        {
            // Whoever was interrupted in front says nothing.
            if (!job.WasInFront || run.SignalOf(job.Command) != SignalNames.Int)
            {
                Say(JobLine(after, job, run.EndOf(job.Command), isShownRunning: false));
            }
        }

        return after with { Jobs = [.. after.Jobs.Where(job => !run.HasEnded(job.Command))] };
    }

    /// <summary>Ctrl-C: SIGINT for the command that was in front and does not end.</summary>
    private ShellState Interrupt(ShellState state)
    {
        if (state.Jobs.LastOrDefault(job => job.WasInFront) is not { } job || state.HasPanicked)
        {
            return state;
        }

        var sent = Start(state, new ShellItem([], null, false, "", "^C"), ["kill", "-INT", $"%{job.Number}"]);
        return InFront(sent, job);
    }

    /// <summary>Who goes on by himself: everybody; where the user steps by hand, of the processes only the one in front.</summary>
    private static Func<int, bool> Participants(ShellState state, ShellComputer computer, int front = -1)
    {
        if (!state.IsManual)
        {
            return static _ => true;
        }

        var byHand = Enumerable.Range(0, state.Commands.Count).Where(n => n != front).Select(n => computer[n].Process.Task.Agent).ToHashSet();
        return agent => !byHand.Contains(agent);
    }

    private static int NextNumber(ShellState state) => state.Jobs.Count == 0 ? 1 : state.Jobs.Max(job => job.Number) + 1;

    /// <summary>The name of a program: <c>/sbin/insmod</c> and <c>./cat_noblock</c> are called by their last part.</summary>
    private static string NameOf(string word)
    {
        string directory = word[..(word.LastIndexOf('/') + 1)];
        return directory is "./" or "/bin/" or "/sbin/" or "/usr/bin/" or "/usr/sbin/" ? word[directory.Length..] : word;
    }

    /// <summary><c>%1</c> as the process of the job; what is no job stays as it is.</summary>
    private static string PidOf(ShellState state, string word)
    {
        if (JobOf(state, word) is not { } job)
        {
            return word;
        }

        return ShellComputer.PidOf(job.Command).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The job of <c>%1</c>, <c>%+</c>, <c>%%</c>, <c>%-</c>, <c>%cat</c>; null if there is none.</summary>
    private static ShellJob? JobOf(ShellState state, string word) => word switch
    {
        "%" or "%%" or "%+" => state.Jobs.LastOrDefault(),
        "%-" => state.Jobs.Count > 1 ? state.Jobs[^2] : state.Jobs.LastOrDefault(),
        ['%', .. var rest] => int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? state.Jobs.FirstOrDefault(job => job.Number == number)
            : state.Jobs.LastOrDefault(job => job.Text.StartsWith(rest, StringComparison.Ordinal)),
        _ => null,
    };

    /// <summary><c>[1]+  Done                    cat /proc/sleep</c>.</summary>
    private static string JobLine(ShellState state, ShellJob job, string how, bool isShownRunning)
    {
        char mark = job == state.Jobs[^1] ? '+' : state.Jobs.Count > 1 && job == state.Jobs[^2] ? '-' : ' ';
        return string.Create(CultureInfo.InvariantCulture, $"[{job.Number}]{mark}  {how.PadRight(StatusColumn)}{job.Text}{(isShownRunning ? " &" : "")}");
    }
}
