using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// The host inside the process: mailboxes are delivered in the order in which the steps posted, all of them before the
/// next choice. Nothing about it is left to chance, so that the steps alone decide.
/// </summary>
public sealed class DeterministicHost : IActorHost
{
    private readonly Computer _computer;
    private readonly List<Actor> _actors = [];
    private readonly List<int> _cpus = [];
    private Mailbox[] _mailboxes = new Mailbox[8];

    // Whose turn it is, in the order of posting.
    private int[] _turns = new int[16];
    private int _head;
    private int _tail;

    /// <summary>A host for the actors of <paramref name="computer"/>.</summary>
    public DeterministicHost(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _computer = computer;
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
    public int Add(Actor actor)
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
        if (_computer.Recording)
        {
            _computer.NoteMessage(NameOf(message.From), NameOf(message.To), message.Kind.ToString(), MessageText.Of(message));
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
            int to = _turns[_head++];
            if (_head == _tail)
            {
                _head = _tail = 0;
            }

            var message = _mailboxes[to].Dequeue();
            Delivered?.Invoke(message);
            _actors[to].Receive(message);
        }
    }

    /// <inheritdoc/>
    public void Reset()
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
}
