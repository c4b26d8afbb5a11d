using System.Globalization;
using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>Commands that the prompt does itself.</summary>
public sealed partial class ShellSession
{
    private Func<ShellState, string[], ShellState>? BuiltIn(string name) => name switch
    {
        "jobs" => Jobs,
        "fg" => Foreground,
        "wait" => Wait,
        "key" => Key,
        "tick" => Tick,
        "step" => Step,
        "next" => Next,
        "manual" => static (state, _) => state with { IsManual = true, Status = 0 },
        "auto" => static (state, _) => state with { IsManual = false, Status = 0 },
        "save" => Save,
        "help" => Help,
        "undo" => NotAlone,
        "exit" or "logout" => static (state, _) => state with { IsOver = true },
        _ => null,
    };

    private ShellState NotAlone(ShellState state, string[] arguments)
    {
        Say("undo: it takes one line back, and stands alone on its own");
        return state with { Status = 2 };
    }

    private ShellState Jobs(ShellState state, string[] arguments)
    {
        foreach (var job in state.Jobs)
        {
            Say(JobLine(state, job, "Running", isShownRunning: true));
        }

        return state with { Status = 0 };
    }

    /// <summary>A job comes to the front: as if it had been typed without <c>&amp;</c>.</summary>
    private ShellState Foreground(ShellState state, string[] arguments)
    {
        string which = arguments.Length == 0 ? "%%" : arguments[0];
        if (JobOf(state, which.StartsWith('%') ? which : "%" + which) is not { } job)
        {
            Say($"bash: fg: {(arguments.Length == 0 ? "current" : which)}: no such job");
            return state with { Status = 1 };
        }

        Say(job.Text);
        return InFront(state, job with { WasInFront = true });
    }

    /// <summary>Waits for one job, or for all.</summary>
    private ShellState Wait(ShellState state, string[] arguments)
    {
        var jobs = arguments.Length == 0 ? state.Jobs : [.. arguments.Select(word => JobOf(state, word)).OfType<ShellJob>()];
        if (jobs.Count < arguments.Length)
        {
            string wrong = arguments.First(word => JobOf(state, word) is null);
            Say($"bash: wait: {wrong}: no such job");
            return state with { Status = NotFound };
        }

        foreach (var job in jobs)
        {
            state = InFront(state, job);
        }

        return state;
    }

    private ShellState InFront(ShellState state, ShellJob job)
    {
        state = state with { Jobs = [.. state.Jobs.Select(other => other.Number == job.Number ? job : other)] };
        using var run = ShellRun.Of(_setup, state, computer => new ShellFront(computer, state.Steps, job.Command, forks: false, Participants(state, computer, job.Command)));
        _out.Append(run.Text);
        return Ended(run, job.Command) ?? SetAside(run, job.Command, job.Text);
    }

    /// <summary>Keys are pressed and let go, one after the other.</summary>
    private ShellState Key(ShellState state, string[] arguments)
    {
        if (arguments.Length == 0 || arguments.FirstOrDefault(word => ScanCodes.Of(word) == 0) is not null)
        {
            Say(arguments.Length == 0 ? "key: key KEY…: a letter, a digit, enter, esc, space, …" : $"key: {arguments.First(word => ScanCodes.Of(word) == 0)}: there is no such key");
            return state with { Status = 2 };
        }

        foreach (string word in arguments)
        {
            int code = ScanCodes.Of(word);
            state = state with { Acts = [.. state.Acts, new ShellAct(-1, code), new ShellAct(-1, code | I8042.Released)] };
            using var pressed = ShellRun.Of(_setup, state, on => new ShellActs(on, state.Steps, 2));
            state = Rested(pressed.State, always: true);
        }

        return state with { Status = 0 };
    }

    /// <summary>Time goes on.</summary>
    private ShellState Tick(ShellState state, string[] arguments)
    {
        int ticks = 1;
        bool isWrong = arguments.Length > 1
            || (arguments.Length == 1 && (!int.TryParse(arguments[0], NumberStyles.None, CultureInfo.InvariantCulture, out ticks) || ticks is 0 or > MaxTicks));
        if (isWrong)
        {
            Say(string.Create(CultureInfo.InvariantCulture, $"tick: tick [N]: N is 1 to {MaxTicks}"));
            return state with { Status = 2 };
        }

        using var run = ShellRun.Of(_setup, state, on => new ShellTicks(on, state.Steps, ticks, state.IsManual ? static _ => false : static _ => true));
        _out.Append(run.Text);
        return run.State with { Status = 0 };
    }
}
