using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>Takes the steps of the past and no other.</summary>
internal sealed class ShellReplay(ShellComputer on, IReadOnlyList<ShellStep> past) : ShellStrategy(on, past)
{
    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current) => -1;
}

/// <summary>
/// Lets everybody go on who can by himself, until all rest: they have ended, or sleep. Whoever never rests goes on for so many
/// steps.
/// </summary>
internal class ShellRest(ShellComputer on, IReadOnlyList<ShellStep> past, Func<int, bool> takesPart) : ShellStrategy(on, past)
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
internal sealed class ShellFront(ShellComputer on, IReadOnlyList<ShellStep> past, int command, bool forks, Func<int, bool> takesPart)
    : ShellRest(on, past, takesPart)
{
    private const int MaxTicks = 1000;

    private int _ticks;

    /// <inheritdoc/>
    protected override bool JumpsInTime => true;

    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        if (forks && LiveSteps == 0)
        {
            _ticks = 0;
            return On.User.Id;
        }

        var blocked = Computer.BlockedBy(On[command].Process.Task.Agent);
        int next = base.Choose(enabled, current);
        bool waits = next < 0 && (blocked & (Blocked.Finished | Blocked.Dead)) == 0 && LiveSteps < MaxSteps && _ticks < MaxTicks && On.Kernel.Timers.AnyArmed;
        if (!waits)
        {
            return next;
        }

        _ticks++;
        return ClockIn(enabled);
    }
}

/// <summary>The user takes some steps: a command in the background is forked, keys are pressed.</summary>
internal sealed class ShellActs(ShellComputer on, IReadOnlyList<ShellStep> past, int count) : ShellStrategy(on, past)
{
    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current) => LiveSteps < count ? On.User.Id : -1;
}

/// <summary>Time goes on by some ticks; after each, everybody goes on until all rest.</summary>
internal sealed class ShellTicks(ShellComputer on, IReadOnlyList<ShellStep> past, int ticks, Func<int, bool> takesPart) : ShellRest(on, past, takesPart)
{
    private int _left = ticks;

    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current)
        => base.Choose(enabled, current) is >= 0 and var next ? next : _left-- > 0 ? ClockIn(enabled) : -1;
}

/// <summary>One step of somebody.</summary>
internal sealed class ShellOneStep(ShellComputer on, IReadOnlyList<ShellStep> past, int agent) : ShellStrategy(on, past)
{
    /// <inheritdoc/>
    protected override int Choose(ReadOnlySpan<Pending> enabled, int current) => LiveSteps == 0 ? agent : -1;
}

/// <summary>
/// Steps of somebody until he comes to another line of a module, is back in user mode, or cannot go on: a debugger's next, which
/// does not stop inside the functions of the kernel. For recorded runs, which know the lines.
/// </summary>
internal sealed class ShellNextLine(ShellComputer on, IReadOnlyList<ShellStep> past, int agent) : ShellStrategy(on, past)
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
