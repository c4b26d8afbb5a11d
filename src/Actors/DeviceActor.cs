using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// A device with a state of its own in memory: an agent like any other, enabled while the device has something to do. It
/// remembers nothing itself.
/// </summary>
public sealed class DeviceActor : Actor
{
    private readonly IActorHost _host;
    private readonly IDeviceWork _work;

    /// <summary>A device.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="host">The host.</param>
    /// <param name="name">Its name.</param>
    /// <param name="work">What it does.</param>
    public DeviceActor(Computer computer, IActorHost host, string name, IDeviceWork work)
        : base(computer, host, $"source {name}")
    {
        ArgumentNullException.ThrowIfNull(computer);
        _host = host;
        _work = work;
        Agent = computer.AddAgent(name, AgentKind.Source, -2, Run, daemon: true);
    }

    /// <summary>The agent that steps.</summary>
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

    /// <summary>Raises a line, inside a step of the device.</summary>
    /// <param name="line">The line.</param>
    /// <param name="pending">Its pending bit.</param>
    /// <param name="cpu">The CPU that is told; any will do where any may take it.</param>
    public void RaiseLine(int line, Address pending, int cpu)
    {
        if (Computer.Memory.Peek(pending) == 0)
        {
            Computer.Memory.Poke(pending, 1);
            Post(new Message(MessageKind.Irq, Number, _host.ActorOfCpu(Math.Max(cpu, 0)), Agent.Id, line));
        }
    }

    /// <summary>Whether the device can step may have changed.</summary>
    public void Refresh()
    {
        // It follows from what the device's own step reads (IDispatcher.ReadConditions).
        bool on = Computer.PauseFootprint();
        Computer.Block(Agent.Id, Blocked.Condition, !_work.CanStep);
        Computer.ResumeFootprint(on);
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private async KTask Run()
    {
        while (true)
        {
            Refresh();
            Computer.Announce(Operation.Raise, _work.Subject, Here());
            await new Step<StepBody>(Computer, new StepBody(this));

            // All that is left to do is in memory.
            Computer.LoopHead(Agent.Id, 0, 0);
        }
    }

    private readonly struct StepBody(DeviceActor device) : IStepBody
    {
        public long Run(Computer computer) => device._work.Step(device);
    }
}
