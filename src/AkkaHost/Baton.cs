using Akka.Actor;

namespace Smp.AkkaHost;

/// <summary>
/// The permission to step, in a race: at most one agent has it, from the beginning of its step until the last message that
/// the step sent has been received. It belongs to an agent and not to a thread, so it is no lock; a lock guards its state.
/// </summary>
internal sealed class Baton
{
    private const int Nobody = -1;
    private const int NoRun = -1;

    private readonly Lock _lock = new();
    private TaskCompletionSource _over = new();

    // Guarded by _lock: the run that races, the agent that is carried outside a race, the one that has the baton, and which
    // have a Continue in a mailbox.
    private int _race = NoRun;
    private int _carried = Nobody;
    private int _holder = Nobody;
    private bool[] _isPosted = [];

    /// <summary>Opens the race of a run; nobody has been told yet.</summary>
    internal void Open(int run, int agents)
    {
        lock (_lock)
        {
            _over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _isPosted = new bool[agents];
            _race = run;
        }
    }

    /// <summary>Waits until the race is over, and sees to it that nobody steps any more. False if nothing went on for so long.</summary>
    /// <param name="patience">How long without a step is too long.</param>
    /// <param name="steps">How many steps there were so far.</param>
    internal bool WaitForEnd(TimeSpan patience, Func<int> steps)
    {
        int before;
        bool isOver;
        do
        {
            before = steps();
            isOver = _over.Task.Wait(patience);
        }
        while (!isOver && steps() != before);
        End();
        return isOver;
    }

    /// <summary>Outside a race: the agent is about to be told to take a step.</summary>
    internal void Carry(int agent)
    {
        lock (_lock)
        {
            _carried = agent;
        }
    }

    /// <summary>Whether a race is on and an agent has the baton.</summary>
    internal bool IsHeld(out int holder)
    {
        lock (_lock)
        {
            holder = _holder;
            return holder != Nobody;
        }
    }

    /// <summary>What a <c>Continue</c> that has come is good for.</summary>
    /// <param name="go">What has come.</param>
    /// <param name="run">The present run.</param>
    /// <param name="hasFailed">Whether nobody may begin a step any more.</param>
    internal ItsTurn Turn(Continue go, int run, bool hasFailed)
    {
        lock (_lock)
        {
            if (go.Run != _race)
            {
                if (_race != NoRun || _carried != go.Agent || go.Run != run)
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

            if (hasFailed)
            {
                End();
                return ItsTurn.IsOver;
            }

            _holder = go.Agent;
            return ItsTurn.BeginsStep;
        }
    }

    /// <summary>Lays the baton down: from here on somebody else may be stepping.</summary>
    /// <param name="canStep">Whether an agent can step.</param>
    /// <param name="owner">Where it would.</param>
    /// <param name="draw">A number below its argument: in which order they are told.</param>
    /// <returns>All who can step and have not been told yet; the caller tells them.</returns>
    internal List<(int Agent, IActorRef Owner)> LayDown(Func<int, bool> canStep, Func<int, IActorRef> owner, Func<int, int> draw)
    {
        lock (_lock)
        {
            var ready = new List<(int Agent, IActorRef Owner)>(_isPosted.Length);
            for (int agent = 0; agent < _isPosted.Length; agent++)
            {
                if (!_isPosted[agent] && canStep(agent))
                {
                    _isPosted[agent] = true;
                    ready.Insert(draw(ready.Count + 1), (agent, owner(agent)));
                }
            }

            _holder = Nobody;
            return ready;
        }
    }

    /// <summary>
    /// The baton is lost with a message that found nobody, or with an actor that has thrown (null). Nobody takes it up: the
    /// step it belonged to has not come to its end, and the race is over.
    /// </summary>
    internal void Lose(object? message)
    {
        lock (_lock)
        {
            // A Continue of the holder is the baton on its way to another CPU; any other is a wish to have it.
            if (message is not Continue go || go.Agent == _holder)
            {
                End();
            }
        }
    }

    /// <summary>The race is over, unless a step is under way: that one comes to its end first.</summary>
    internal void EndIfFree()
    {
        lock (_lock)
        {
            if (_holder == Nobody)
            {
                End();
            }
        }
    }

    /// <summary>The race is over. Said by whoever has the baton, or when nobody can have it any more.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _race = NoRun;
            _holder = Nobody;
            _over.TrySetResult();
        }
    }
}
