using Akka.Actor;
using Smp.Actors;
using Smp.Machine;

namespace Smp.AkkaHost;

/// <summary>
/// Actors on Akka.NET's own threads. In a race (<see cref="Race"/>) nobody decides who steps next: every agent that can step
/// has a <c>Continue</c> in a mailbox, and whichever mailbox run comes first takes the permission to step. The order in which
/// they came is the schedule, and has a token like any other.
/// </summary>
/// <remarks>
/// <para>The permission is a baton, not a lock that a thread holds: a step goes on in the mailbox runs of those who are sent
/// its messages, which may be other actors on other threads. It is free again when the last of them has been delivered.
/// Everything of the computer is touched by its holder only; the messages it travels by order what one holder wrote before
/// what the next one reads.</para>
/// <para>An agent that could not take the baton gets a new <c>Continue</c> when it is free again. Agents of one CPU share a
/// mailbox and come in the order of their messages: on one CPU without preemption there is little to race.</para>
/// <para>Outside a race (the stage, a run with a strategy) steps and messages are told and waited for, one at a time.</para>
/// </remarks>
public sealed class FreeHost : SupervisedHost
{
    // Fair between mailboxes: a thread that stayed with one would let its agents win every time.
    private const string Fair = "akka.actor.default-dispatcher.throughput = 1";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Baton _baton = new();
    private readonly ManualResetEventSlim _isTaken = new();
    private readonly Func<int, bool> _canStep;
    private readonly Func<int, IActorRef> _owner;
    private Func<int, int> _draw = _ => 0;

    /// <summary>A host for the actors of <paramref name="computer"/>.</summary>
    public FreeHost(Computer computer)
        : base(computer, Fair)
    {
        _canStep = computer.CanStep;
        _owner = agent => RefOf(ActorOf(agent));
    }

    /// <inheritdoc/>
    internal override string DispatcherId => Akka.Dispatch.Dispatchers.DefaultDispatcherId;

    /// <inheritdoc/>
    public override void Carry(int agent)
    {
        Ensure();
        int owner = ActorOf(agent);
        _baton.Carry(agent);
        TellAndWait(owner, owner, new Continue(Run, agent));
    }

    /// <summary>
    /// Lets all agents race, until nobody may step any more. The computer's run has been begun
    /// (<see cref="Computer.BeginStepwise"/>), and is ended by the caller.
    /// </summary>
    /// <param name="draw">
    /// A number from 0 to its argument - 1: in which order the agents are told to go on. Who comes first is up to the threads.
    /// </param>
    internal void Race(Func<int, int> draw)
    {
        Ensure();
        if (Computer.IsOver)
        {
            return;
        }

        _draw = draw;
        _baton.Open(Run, Computer.Agents.Count);
        Release();
        bool isOver = _baton.WaitForEnd(s_patience, () => Computer.Steps);
        ThrowFailure();
        if (!isOver)
        {
            throw new MachineException($"nothing has gone on for {s_patience.TotalSeconds} s, after {Computer.Steps} steps");
        }
    }

    /// <inheritdoc/>
    internal override void GoOn(Actor actor, Continue go)
    {
        switch (_baton.Turn(go, Run, HasFailed))
        {
            case ItsTurn.BeginsStep:
                Begin(actor, go.Agent);
                break;
            case ItsTurn.TakesStep:
                Computer.TakeStep(go.Agent);
                PassOn(go.Agent);
                break;
            case ItsTurn.IsCarried:
                Computer.TakeStep(go.Agent);
                _isTaken.Set();
                break;
        }
    }

    /// <inheritdoc/>
    internal override void Take(Actor actor, in Message message)
    {
        actor.Receive(message);
        if (_baton.IsHeld(out int holder))
        {
            PassOn(holder);
        }
        else
        {
            _isTaken.Set();
        }
    }

    /// <inheritdoc/>
    protected override void Deliver(in Message message)
    {
        Ensure();
        TellAndWait(message.From, message.To, new Delivery(Run, message));
    }

    private protected override bool Await(Task task, TimeSpan patience) => task.Wait(patience);

    private protected override void Lost(object? message) => _baton.Lose(message);

    private protected override void Failed()
    {
        _isTaken.Set();
        _baton.EndIfFree();
    }

    private void Begin(Actor actor, int agent)
    {
        if (!Computer.CanStep(agent) || !Computer.Grant(agent))
        {
            // It was disabled since it was told to go on, or its access has failed and it is dead.
            Release();
            return;
        }

        int owner = ActorOf(agent);
        if (owner != actor.Number)
        {
            // It has been dispatched on another CPU: the baton goes there.
            RefOf(owner).Tell(new Continue(Run, agent), RefOf(actor.Number));
            return;
        }

        Computer.TakeStep(agent);
        PassOn(agent);
    }

    /// <summary>A part of the holder's step is done: the next of its messages, or the end of the step.</summary>
    private void PassOn(int agent)
    {
        if (HasMail)
        {
            var message = Next();
            RefOf(message.To).Tell(new Delivery(Run, message), RefOf(message.From));
            return;
        }

        Computer.Settle(agent);
        Release();
    }

    /// <summary>Lays the baton down, and tells all who can step and have not been told yet to race for it.</summary>
    private void Release()
    {
        if (HasFailed || Computer.IsOver)
        {
            _baton.End();
            return;
        }

        int run = Run;
        foreach (var (agent, owner) in _baton.LayDown(_canStep, _owner, _draw))
        {
            owner.Tell(new Continue(run, agent), owner);
        }
    }

    private void TellAndWait(int from, int to, object message)
    {
        _isTaken.Reset();
        RefOf(to).Tell(message, RefOf(from));
        bool isTaken = _isTaken.Wait(s_patience);
        ThrowFailure();
        if (!isTaken)
        {
            throw new MachineException($"{NameOf(to)} has not taken what it was sent: {message}");
        }
    }
}
