using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Scheduling by hand, and the trace of what came of it.</summary>
public sealed partial class ShellSession
{
    /// <summary>One step.</summary>
    private ShellState Step(ShellState state, string[] arguments)
        => ByHand(state, "step", arguments, (run, agent) => new ShellOneStep(run, state.Steps, agent));

    /// <summary>Steps up to the next line of a module.</summary>
    private ShellState Next(ShellState state, string[] arguments)
        => ByHand(state, "next", arguments, (run, agent) => new ShellNextLine(run, state.Steps, agent));

    private ShellState ByHand(ShellState state, string name, string[] arguments, Func<ShellComputer, int, ShellStrategy> strategy)
    {
        if (arguments.Length > 1)
        {
            Say($"{name}: {name} [WHO]");
            return state with { Status = 2 };
        }

        if (Choose(state, arguments.Length == 0 ? null : arguments[0], out string wrong) is not { } agent)
        {
            Say($"{name}: {wrong}");
            return state with { Status = 1 };
        }

        using var run = ShellRun.Of(_setup, state, computer => strategy(computer, agent), records: true);
        foreach (string line in _setup.Words.Steps(run.Recording!, state.Steps.Count))
        {
            Say(line);
        }

        _out.Append(run.Text);
        return run.State with { Status = 0 };
    }

    /// <summary>Who is to step; null, and why nobody is.</summary>
    private int? Choose(ShellState state, string? who, out string wrong)
    {
        using var run = ShellRun.Of(_setup, state, on => new ShellReplay(on, state.Steps));
        var computer = run.On.Kernel.Computer;
        var ready = run.Ready.Where(run.On.GoesByItself).ToList();
        wrong = "";
        if (who is not null)
        {
            return Named(state, run, ready, who, out wrong);
        }

        int last = state.Steps.Count == 0 ? -1 : state.Steps[^1].Agent;
        if (ready.Contains(last))
        {
            return last;
        }

        wrong = ready.Count == 0 ? "nobody can step" : $"who? {Names(computer, ready)} can step";
        return ready.Count == 1 ? ready[0] : null;
    }

    /// <summary>The agent of a job (<c>%1</c>), of a process id, of a name or of its beginning.</summary>
    private static int? Named(ShellState state, ShellRun run, List<int> ready, string who, out string wrong)
    {
        var computer = run.On.Kernel.Computer;
        int agent = JobOf(state, who) is { } job ? run.On[job.Command].Process.Task.Agent
            : int.TryParse(who, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? run.On.IsThere(pid) ? run.On.Kernel.FindTask(pid)!.Agent : -1
            : computer.Agents.FirstOrDefault(a => a.Name == who)?.Id ?? Beginning(computer, ready, who);
        wrong = agent < 0 ? $"{who}: nobody of that name can step{(ready.Count == 0 ? "" : $"; {Names(computer, ready)} can")}" : $"{computer.Agents[agent].Name} cannot step: {Reason(computer, agent)}";
        return agent >= 0 && ready.Contains(agent) ? agent : null;
    }

    private static string Names(Computer computer, IEnumerable<int> agents) => string.Join(", ", agents.Select(agent => computer.Agents[agent].Name));

    private static int Beginning(Computer computer, List<int> ready, string who)
    {
        var able = ready.Where(agent => computer.Agents[agent].Name.StartsWith(who, StringComparison.Ordinal)).ToList();
        return able.Count == 1 ? able[0] : -1;
    }

    private static string Reason(Computer computer, int agent) => computer.BlockedBy(agent) switch
    {
        var blocked when (blocked & Blocked.Finished) != 0 => "it has ended",
        var blocked when (blocked & Blocked.Dead) != 0 => "the kernel broke under it",
        var blocked when (blocked & Blocked.Asleep) != 0 => "it sleeps",
        var blocked when (blocked & Blocked.Held) != 0 => $"it waits for {computer.Memory.NameOf(computer.NeedOf(agent))}",
        var blocked when (blocked & Blocked.Covered) != 0 => "an interrupt handler runs on its CPU",
        var blocked when (blocked & Blocked.NoCpu) != 0 => "no CPU is free for it",
        var blocked when (blocked & Blocked.Spinning) != 0 => "it turns round in a loop, and nothing has changed for it",
        _ => $"it is {computer.Describe(agent)}",
    };

    /// <summary>Writes the trace of the session.</summary>
    private ShellState Save(ShellState state, string[] arguments)
    {
        if (arguments.Length != 1)
        {
            Say("save: save FILE");
            return state with { Status = 2 };
        }

        using var run = ShellRun.Of(_setup, state, on => new ShellReplay(on, state.Steps), records: true);
        var last = run.On.Console.Findings.Select(found => found.Finding).LastOrDefault();
        if (_setup.Words.Save(run.Recording!, last, arguments[0]) is { } wrong)
        {
            Say(wrong);
            return state with { Status = 1 };
        }

        string steps = state.Steps.Count == 1 ? "1 step" : string.Create(CultureInfo.InvariantCulture, $"{state.Steps.Count} steps");
        Say($"save: {steps} written to {arguments[0]}");
        return state with { Status = 0 };
    }
}
