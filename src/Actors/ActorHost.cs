using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// What hosts have in common: who the actors are, and the order in which messages were posted, which is the order in which
/// they are delivered, all of them before the next choice.
/// </summary>
public abstract class ActorHost : IActorHost
{
    private readonly List<Actor> _actors = [];
    private readonly List<int> _cpus = [];
    private Mailbox[] _mailboxes = new Mailbox[8];

    // Whose turn it is, in the order of posting.
    private int[] _turns = new int[16];
    private int _head;
    private int _tail;

    /// <summary>A host for the actors of <paramref name="computer"/>.</summary>
    protected ActorHost(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        Computer = computer;
        computer.Host = this;
    }

    /// <summary>
    /// Decides whether a message arrives; null lets all pass. For tests of what happens when one is lost.
    /// </summary>
    public Func<Message, bool>? Passes { get; set; }

    /// <summary>Sees each message as it is delivered, in order. For tests.</summary>
    public Action<Message>? Delivered { get; set; }

    /// <inheritdoc/>
    public bool HasMail => _head != _tail;

    /// <inheritdoc/>
    public virtual bool CarriesSteps => false;

    /// <summary>The computer.</summary>
    protected Computer Computer { get; }

    /// <summary>The actors, by number.</summary>
    protected IReadOnlyList<Actor> Actors => _actors;

    /// <inheritdoc/>
    public virtual int Add(Actor actor)
    {
        _actors.Add(actor);
        if (actor is CpuActor)
        {
            // CPUs are made in the order of their numbers.
            _cpus.Add(_actors.Count - 1);
        }

        if (_actors.Count > _mailboxes.Length)
        {
            Array.Resize(ref _mailboxes, _mailboxes.Length * 2);
        }

        return _actors.Count - 1;
    }

    /// <inheritdoc/>
    public int ActorOfCpu(int cpu) => _cpus[cpu];

    /// <inheritdoc/>
    public string NameOf(int actor) => _actors[actor].Name;

    /// <inheritdoc/>
    public void Post(in Message message)
    {
        if (Computer.Recording)
        {
            Computer.NoteMessage(NameOf(message.From), NameOf(message.To), message.Kind.ToString(), MessageText.Of(message));
        }

        if (Passes is { } passes && !passes(message))
        {
            return;
        }

        _mailboxes[message.To].Enqueue(message);
        if (_tail == _turns.Length)
        {
            Array.Resize(ref _turns, _tail * 2);
        }

        _turns[_tail++] = message.To;
    }

    /// <inheritdoc/>
    public void Deliver()
    {
        while (_head != _tail)
        {
            Deliver(Next());
        }
    }

    /// <inheritdoc/>
    public virtual void Carry(int agent) => throw new NotSupportedException();

    /// <inheritdoc/>
    public virtual void Reset()
    {
        foreach (var actor in _actors)
        {
            actor.Reset();
        }

        while (_head != _tail)
        {
            _mailboxes[_turns[_head++]].Clear();
        }

        _head = _tail = 0;
    }

    /// <summary>Takes the message that was posted first. Only where <see cref="HasMail"/>.</summary>
    protected Message Next()
    {
        int to = _turns[_head++];
        if (_head == _tail)
        {
            _head = _tail = 0;
        }

        var message = _mailboxes[to].Dequeue();
        Delivered?.Invoke(message);
        return message;
    }

    /// <summary>Has the receiver of a message look at it, and returns when it has.</summary>
    protected abstract void Deliver(in Message message);

    /// <summary>The actor in which an agent steps: a device's own, otherwise the CPU that it is on or was on last.</summary>
    protected int ActorOf(int agent)
    {
        foreach (var actor in _actors)
        {
            if (actor.OwnAgent is { } own && own.Id == agent)
            {
                return actor.Number;
            }
        }

        int cpu = Computer.CpuOf(agent);
        return _cpus[cpu >= 0 ? cpu : Computer.LastCpuOf(agent)];
    }
}
