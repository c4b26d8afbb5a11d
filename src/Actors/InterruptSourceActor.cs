using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// A device that raises an interrupt line a limited number of times, whenever the strategy lets it. Raising writes the
/// line's pending bit; <c>Irq</c> is posted when that bit goes from 0 to 1, so that raises nobody has taken yet are one.
/// </summary>
public sealed class InterruptSourceActor : Actor
{
    private readonly int _line;
    private readonly int _raises;
    private readonly Address _pending;
    private readonly Func<int> _targetCpu;
    private readonly IActorHost _host;

    /// <summary>A source on <paramref name="line"/>.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="host">The host.</param>
    /// <param name="name">Its name.</param>
    /// <param name="line">The interrupt line.</param>
    /// <param name="pending">The word that is the line's pending bit.</param>
    /// <param name="raises">How often it may raise the line in one run.</param>
    /// <param name="targetCpu">The CPU that is told.</param>
    public InterruptSourceActor(Computer computer, IActorHost host, string name, int line, Address pending, int raises, Func<int> targetCpu)
        : base(computer, host, $"source {name}")
    {
        ArgumentNullException.ThrowIfNull(computer);
        _host = host;
        _line = line;
        _pending = pending;
        _raises = raises;
        _targetCpu = targetCpu;
        Agent = computer.AddAgent(name, AgentKind.Source, -2, Raise);
    }

    /// <summary>The agent that raises.</summary>
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

    private async KTask Raise()
    {
        for (int i = 0; i < _raises; i++)
        {
            Computer.Announce(Operation.Raise, _pending, new Site("device", _line, Agent.Name));
            await new Step<RaiseBody>(Computer, new RaiseBody(this));
        }
    }

    private readonly struct RaiseBody(InterruptSourceActor source) : IStepBody
    {
        public long Run(Computer computer)
        {
            long before = computer.Memory.Peek(source._pending);
            computer.Memory.Poke(source._pending, 1);
            if (before == 0)
            {
                int cpu = source._host.ActorOfCpu(source._targetCpu());
                source.Post(new Message(MessageKind.Irq, source.Number, cpu, source.Agent.Id, source._line));
            }

            return before;
        }
    }
}
