using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// Virtual time: an agent like any other, enabled while ticks are left in the scenario's budget. Its step moves jiffies
/// on and raises the timer interrupt of its CPU.
/// </summary>
public sealed class ClockActor : Actor
{
    private readonly IActorHost _host;
    private readonly Address _jiffies;
    private readonly Address _pending;
    private readonly int _line;
    private readonly int _cpu;
    private readonly int _ticks;
    private readonly IClockWork? _work;

    /// <summary>A clock with a budget of ticks.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="host">The host.</param>
    /// <param name="jiffies">The word it counts in.</param>
    /// <param name="line">The timer's interrupt line.</param>
    /// <param name="pending">That line's pending bit.</param>
    /// <param name="cpu">The CPU that owns the timer.</param>
    /// <param name="ticks">How often it may tick in one run.</param>
    public ClockActor(Computer computer, IActorHost host, Address jiffies, int line, Address pending, int cpu, int ticks)
        : base(computer, host, "clock")
    {
        ArgumentNullException.ThrowIfNull(computer);
        _host = host;
        _jiffies = jiffies;
        _line = line;
        _pending = pending;
        _cpu = cpu;
        _ticks = ticks;
        Agent = computer.AddAgent("clock", AgentKind.Clock, -2, Run, daemon: true);
    }

    /// <summary>A clock that also drives timers: how far a step goes and how often it may step is for <paramref name="work"/> to say.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="host">The host.</param>
    /// <param name="jiffies">The word it counts in.</param>
    /// <param name="work">What a step does.</param>
    public ClockActor(Computer computer, IActorHost host, Address jiffies, IClockWork work)
        : base(computer, host, "clock")
    {
        ArgumentNullException.ThrowIfNull(computer);
        _host = host;
        _jiffies = jiffies;
        _work = work;
        Agent = computer.AddAgent("clock", AgentKind.Clock, -2, RunTimers, daemon: true);
    }

    /// <summary>The agent that ticks.</summary>
    public Agent Agent { get; }

    /// <inheritdoc/>
    public override Agent? OwnAgent => Agent;

    /// <inheritdoc/>
    public override void Receive(in Message message)
    {
        if (message.Kind is not (MessageKind.Ack or MessageKind.Program))
        {
            throw new MachineException($"{Name} does not understand {message.Kind}");
        }
    }

    /// <summary>Raises a timer interrupt, inside the clock's step.</summary>
    /// <param name="line">The line.</param>
    /// <param name="pending">Its pending bit.</param>
    /// <param name="cpu">The CPU that is told.</param>
    public void RaiseLine(int line, Address pending, int cpu)
    {
        if (Computer.Memory.Peek(pending) == 0)
        {
            Computer.Memory.Poke(pending, 1);
            Post(new Message(MessageKind.Irq, Number, _host.ActorOfCpu(cpu), Agent.Id, line));
        }
    }

    /// <summary>Whether the clock may go on has changed: a timer was armed or cancelled.</summary>
    public void Refresh()
    {
        // It follows from what the clock's own step reads (IDispatcher.ReadConditions).
        bool on = Computer.PauseFootprint();
        Computer.Block(Agent.Id, Blocked.Condition, !_work!.CanTick);
        Computer.ResumeFootprint(on);
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private async KTask Run()
    {
        for (int i = 0; i < _ticks; i++)
        {
            Computer.Announce(Operation.Tick, _jiffies, Here());
            await new Step<TickBody>(Computer, new TickBody(this));
        }
    }

    private async KTask RunTimers()
    {
        while (true)
        {
            Refresh();
            Computer.Announce(Operation.Tick, _jiffies, Here());
            await new Step<TimeBody>(Computer, new TimeBody(this));

            // What is left of the budget is in memory, and the clock remembers nothing else.
            Computer.LoopHead(Agent.Id, 0, 0);
        }
    }

    private readonly struct TimeBody(ClockActor clock) : IStepBody
    {
        public long Run(Computer computer) => clock._work!.Tick(clock);
    }

    private readonly struct TickBody(ClockActor clock) : IStepBody
    {
        public long Run(Computer computer)
        {
            long now = computer.Memory.Peek(clock._jiffies) + 1;
            computer.Memory.Poke(clock._jiffies, now);
            clock.RaiseLine(clock._line, clock._pending, clock._cpu);
            return now;
        }
    }
}
