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
/// <para>Outside a race (the stage, a run with a strategy) steps and messages are told and waited for, one at a time.</para>
/// <para>An agent that could not take the baton gets a new <c>Continue</c> when it is free again. Agents of one CPU share a
/// mailbox and come in the order of their messages: on one CPU without preemption there is little to race.</para>
/// </remarks>
public sealed class FreeHost(Computer computer) : SupervisedHost(computer, Configuration)
{
    private const int Nobody = -1;
    private const int NoRun = -1;

    // Fair between mailboxes: a thread that stayed with one would let its agents win every time.
    private const string Configuration = "akka.actor.default-dispatcher.throughput = 1";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _isTaken = new();
    private TaskCompletionSource _over = new();
    private Func<int, int>? _draw;

    // Guarded by _lock: the run that races, the agent that is carried outside a race, the one that holds the baton, and
    // which have a Continue in a mailbox.
    private int _race = NoRun;
    private int _carried = Nobody;
    private int _holder = Nobody;
    private bool[] _isPosted = [];

    /// <inheritdoc/>
    internal override string DispatcherId => Akka.Dispatch.Dispatchers.DefaultDispatcherId;

    /// <inheritdoc/>
    public override void Carry(int agent)
    {
        Ensure();
        int owner = ActorOf(agent);
        lock (_lock)
        {
            _carried = agent;
        }

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

        lock (_lock)
        {
            _draw = draw;
            _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _isPosted = new bool[Computer.Agents.Count];
            _race = Run;
        }

        Release();
        bool isOver = _over.Task.Wait(s_patience);
        lock (_lock)
        {
            _race = NoRun;
            _holder = Nobody;
        }

        ThrowFailure();
        if (!isOver)
        {
            throw new MachineException($"the actors have not come to an end in {s_patience.TotalSeconds} s, after {Computer.Steps} steps");
        }
    }

    /// <inheritdoc/>
    internal override void GoOn(Actor actor, Continue go)
    {
        switch (Turn(go))
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
        int holder;
        lock (_lock)
        {
            holder = _holder;
        }

        if (holder == Nobody)
        {
            _isTaken.Set();
        }
        else
        {
            PassOn(holder);
        }
    }

    /// <inheritdoc/>
    protected override void Deliver(in Message message)
    {
        Ensure();
        TellAndWait(message.From, message.To, new Delivery(Run, message));
    }

    private protected override bool Await(Task task, TimeSpan patience) => task.Wait(patience);

    private protected override void Lost(object? message)
    {
        lock (_lock)
        {
            // A Continue of the holder is the baton on its way to another CPU; any other is a wish to have it.
            if (message is not Continue go || go.Agent == _holder)
            {
                _holder = Nobody;
            }
        }
    }

    private protected override void Failed()
    {
        _isTaken.Set();
        lock (_lock)
        {
            // A step under way elsewhere comes to its end first.
            if (_holder == Nobody)
            {
                End();
            }
        }
    }

    /// <summary>What a <c>Continue</c> that has come is good for.</summary>
    private ItsTurn Turn(Continue go)
    {
        lock (_lock)
        {
            if (go.Run != _race)
            {
                if (_race != NoRun || _carried != go.Agent || go.Run != Run)
                {
                    return ItsTurn.IsOver;
                }

                _carried = Nobody;
                return ItsTurn.IsCarried;
            }

            if (_holder == go.Agent)
            {
                return ItsTurn.TakesStep;
            }

            _isPosted[go.Agent] = false;
            if (_holder != Nobody)
            {
                return ItsTurn.Waits;
            }

            if (HasFailed)
            {
                End();
                return ItsTurn.IsOver;
            }

            _holder = go.Agent;
            return ItsTurn.BeginsStep;
        }
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
            lock (_lock)
            {
                End();
            }

            return;
        }

        int run = Run;
        var ready = Ready();
        foreach (var (agent, owner) in ready)
        {
            owner.Tell(new Continue(run, agent), owner);
        }
    }

    /// <summary>The race is over; under the lock, by whoever holds the baton or when nobody does.</summary>
    private void End()
    {
        _race = NoRun;
        _holder = Nobody;
        _over.TrySetResult();
    }

    private (int Agent, IActorRef Owner)[] Ready()
    {
        lock (_lock)
        {
            var ready = new List<(int Agent, IActorRef Owner)>(_isPosted.Length);
            for (int agent = 0; agent < _isPosted.Length; agent++)
            {
                if (!_isPosted[agent] && Computer.CanStep(agent))
                {
                    _isPosted[agent] = true;
                    ready.Insert(_draw!(ready.Count + 1), (agent, RefOf(ActorOf(agent))));
                }
            }

            // From here on somebody else may be stepping.
            _holder = Nobody;
            return [.. ready];
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

    private enum ItsTurn
    {
        /// <summary>Its race is over.</summary>
        IsOver,

        /// <summary>Another agent has the baton; it is told again when that one lays it down.</summary>
        Waits,

        /// <summary>It takes the baton.</summary>
        BeginsStep,

        /// <summary>It has the baton, which was sent on to the CPU that the agent is on now.</summary>
        TakesStep,

        /// <summary>There is no race: it was told to, and somebody waits.</summary>
        IsCarried,
    }
}
