using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Takes the steps of the past and no other.</summary>
internal sealed class ShellReplay(ShellSetup setup, IReadOnlyList<ShellStep> past) : ShellStrategy(setup, past)
{
    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current) => -1;
}

/// <summary>
/// Lets everybody go on who can by himself, until all rest: they have ended, or sleep. Whoever never rests goes on for so many
/// steps.
/// </summary>
internal class ShellRest(ShellSetup setup, IReadOnlyList<ShellStep> past, Func<int, bool> takesPart) : ShellStrategy(setup, past)
{
    /// <summary>How many steps one command may lead to.</summary>
    protected const int MaxSteps = 20_000;

    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
        => LiveSteps < MaxSteps ? NextByItself(enabled, takesPart) : -1;
}

/// <summary>
/// A command in front: its process is forked, and everybody goes on until all rest. As long as it has not ended, timers that
/// are armed expire: time passes.
/// </summary>
internal sealed class ShellFront(ShellComputer computer, IReadOnlyList<ShellStep> past, int command, bool forks, Func<int, bool> takesPart)
    : ShellRest(computer.Setup, past, takesPart)
{
    private const int MaxTicks = 1000;

    private int _ticks;

    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        if (forks && LiveSteps == 0)
        {
            _ticks = 0;
            return computer.User.Id;
        }

        var blocked = Computer.BlockedBy(computer[command].Process.Task.Agent);
        int next = base.Choose(enabled, current);
        bool waits = next < 0 && (blocked & (Blocked.Finished | Blocked.Dead)) == 0 && LiveSteps < MaxSteps && _ticks < MaxTicks && computer.Kernel.Timers.AnyArmed;
        if (!waits)
        {
            return next;
        }

        _ticks++;
        return ClockIn(enabled);
    }
}

/// <summary>A command in the background: its process is forked.</summary>
internal sealed class ShellFork(ShellComputer computer, IReadOnlyList<ShellStep> past) : ShellStrategy(computer.Setup, past)
{
    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current) => LiveSteps == 0 ? computer.User.Id : -1;
}

/// <summary>Time goes on by some ticks; after each, everybody goes on until all rest.</summary>
internal sealed class ShellTicks(ShellSetup setup, IReadOnlyList<ShellStep> past, int ticks, Func<int, bool> takesPart) : ShellRest(setup, past, takesPart)
{
    private int _left = ticks;

    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
        => base.Choose(enabled, current) is >= 0 and var next ? next : _left-- > 0 ? ClockIn(enabled) : -1;
}

/// <summary>One step of somebody.</summary>
internal sealed class ShellOneStep(ShellSetup setup, IReadOnlyList<ShellStep> past, int agent) : ShellStrategy(setup, past)
{
    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current) => LiveSteps == 0 ? agent : -1;
}

/// <summary>
/// Steps of somebody until he comes to another line of a module, is back in user mode, or cannot go on: a debugger's next, which
/// does not stop inside the functions of the kernel. For recorded runs, which know the lines.
/// </summary>
internal sealed class ShellNextLine(ShellSetup setup, IReadOnlyList<ShellStep> past, int agent) : ShellStrategy(setup, past)
{
    private Site _from;

    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        if (LiveSteps == 0)
        {
            _from = Computer.ComesTo(agent);
            return agent;
        }

        bool isAtLine = Computer.InModule(agent) && Computer.ComesTo(agent) != _from;
        bool isBack = Computer.Agents[agent].Kind == AgentKind.Task && !Computer.InKernel(agent);
        return isAtLine || isBack || !IsEnabled(enabled, agent) ? -1 : agent;
    }
}
