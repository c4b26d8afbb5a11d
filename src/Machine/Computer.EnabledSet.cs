using System.Numerics;
using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>
/// The agents that can step, kept by the steps that change them: a bit for each agent, and the list that a strategy is
/// shown, in order of number.
/// </summary>
/// <remarks>
/// A step that changes a few agents changes a few places of the list; one that changes many has it made anew from the bits,
/// as does every step of a computer with few agents, where that is cheaper. The place of an agent in the list is the number of
/// bits below its own, so nothing has to be renumbered.
/// </remarks>
public sealed partial class Computer
{
    private const int BitsPerWord = 64;
    private const int SmallComputer = 8;
    private const int FewChanges = 6;

    private readonly int[] _changed = new int[FewChanges];
    private ulong[] _canStep = new ulong[1];
    private ulong[] _ready = new ulong[1];
    private ulong[] _readyImage = [];

    // Two reasons not to step are told to many at once. They are here and nowhere else: whose word is somebody's, and whom
    // no CPU would run.
    private ulong[] _held = new ulong[1];
    private ulong[] _heldImage = [];
    private ulong[] _noCpu = new ulong[1];
    private ulong[] _noCpuImage = [];
    private ulong[] _listed = new ulong[1];
    private Pending[] _enabled = new Pending[8];
    private int _enabledCount;
    private int _changedCount;
    private int _mostChanges;
    private bool _listStale = true;

    /// <summary>Brings the list of enabled agents up to date and gives the place of <paramref name="agent"/> in it.</summary>
    private int RefreshSlot(int agent)
    {
        if (_listStale)
        {
            List();
        }
        else if (_changedCount != 0)
        {
            ListChanges();
        }

        if (agent < 0 || !Has(_canStep, agent))
        {
            return -1;
        }

        // Only the agent that has just stepped can have another pending operation than before.
        int slot = Rank(_canStep, agent);
        ref var state = ref _state[agent];
        _enabled[slot] = new Pending(agent, state.Operation, new Address(state.Object));
        return slot;
    }

    /// <summary>The place in the list of an agent that can step; the list is up to date.</summary>
    private int SlotOf(int agent) => Rank(_canStep, agent);

    /// <summary>An agent has no reason of its own not to step any more, or has one again; it may be held all the same.</summary>
    private void Switched(int agent, bool on)
    {
        int w = agent / BitsPerWord;
        ulong bit = 1UL << (agent % BitsPerWord);
        _ready[w] = on ? _ready[w] | bit : _ready[w] & ~bit;
        Agree(w);
    }

    private void Set(ulong[] reason, int agent, bool on)
    {
        int w = agent / BitsPerWord;
        ulong bit = 1UL << (agent % BitsPerWord);
        Replace(reason, w, on ? reason[w] | bit : reason[w] & ~bit);
    }

    /// <summary>Some of 64 agents have a reason not to step, or have it no longer.</summary>
    private void Replace(ulong[] reason, int w, ulong now)
    {
        if (reason[w] != now)
        {
            reason[w] = now;
            Agree(w);
        }
    }

    /// <summary>Of 64 agents, those can step that have no reason not to.</summary>
    private void Agree(int w)
    {
        ulong before = _canStep[w];
        ulong now = _ready[w] & ~(_held[w] | _noCpu[w]);
        _canStep[w] = now;
        for (ulong left = before ^ now; left != 0 && !_listStale; left &= left - 1)
        {
            NoteChange((w * BitsPerWord) + BitOperations.TrailingZeroCount(left));
        }
    }

    /// <summary>An agent that does not step itself has been given another pending operation.</summary>
    private void Reannounced(int agent)
    {
        if (Has(_canStep, agent))
        {
            NoteChange(agent);
        }
    }

    private void NoteChange(int agent)
    {
        if (_changedCount < _mostChanges)
        {
            _changed[_changedCount++] = agent;
        }
        else
        {
            _listStale = true;
        }
    }

    private void ListChanges()
    {
        for (int i = 0; i < _changedCount; i++)
        {
            int agent = _changed[i];
            int slot = Rank(_listed, agent);
            bool isListed = Has(_listed, agent);
            if (Has(_canStep, agent))
            {
                if (!isListed)
                {
                    _enabled.AsSpan(slot, _enabledCount - slot).CopyTo(_enabled.AsSpan(slot + 1));
                    _enabledCount++;
                }

                ref var state = ref _state[agent];
                _enabled[slot] = new Pending(agent, state.Operation, new Address(state.Object));
                _listed[agent / BitsPerWord] |= 1UL << (agent % BitsPerWord);
            }
            else if (isListed)
            {
                _enabledCount--;
                _enabled.AsSpan(slot + 1, _enabledCount - slot).CopyTo(_enabled.AsSpan(slot));
                _listed[agent / BitsPerWord] &= ~(1UL << (agent % BitsPerWord));
            }
        }

        _changedCount = 0;
    }

    private void List()
    {
        int count = 0;
        for (int w = 0; w < _canStep.Length; w++)
        {
            ulong word = _canStep[w];
            _listed[w] = word;
            for (; word != 0; word &= word - 1)
            {
                int agent = (w * BitsPerWord) + BitOperations.TrailingZeroCount(word);
                ref var state = ref _state[agent];
                _enabled[count++] = new Pending(agent, state.Operation, new Address(state.Object));
            }
        }

        _enabledCount = count;
        _changedCount = 0;
        _listStale = false;
    }

    /// <summary>Takes the bits from the agents' states, which were set one by one: while the stage is built.</summary>
    private void ListAgain()
    {
        Array.Clear(_ready);
        for (int i = 0; i < _agents.Count; i++)
        {
            if (_state[i].Blocked == Blocked.No)
            {
                _ready[i / BitsPerWord] |= 1UL << (i % BitsPerWord);
            }
        }

        AgreeAll();

        _changedCount = 0;
        _listStale = true;
    }

    private void AgreeAll()
    {
        _listStale = true;
        for (int w = 0; w < _canStep.Length; w++)
        {
            Agree(w);
        }
    }

    private void MakeRoomFor(int agent)
    {
        _mostChanges = agent < SmallComputer ? 0 : FewChanges;
        if (agent >= _enabled.Length)
        {
            Array.Resize(ref _enabled, agent * 2);
        }

        if (agent / BitsPerWord >= _canStep.Length)
        {
            int words = (agent / BitsPerWord) + 1;
            Array.Resize(ref _canStep, words);
            Array.Resize(ref _ready, words);
            Array.Resize(ref _held, words);
            Array.Resize(ref _noCpu, words);
            Array.Resize(ref _listed, words);
            WidenWaiters(words);
        }
    }

    private void SealEnabled()
    {
        SealWaiters();
        ListAgain();
        _readyImage = [.. _ready];
        _heldImage = [.. _held];
        _noCpuImage = [.. _noCpu];
    }

    /// <summary>The agents' states have been taken back to the stage's image.</summary>
    private void ResetEnabled()
    {
        if (!_sealed)
        {
            ListAgain();
            return;
        }

        _readyImage.AsSpan().CopyTo(_ready);
        _heldImage.AsSpan().CopyTo(_held);
        _noCpuImage.AsSpan().CopyTo(_noCpu);
        ResetWaiters();
        AgreeAll();
        _changedCount = 0;
        _listStale = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Has(ulong[] bits, int agent) => ((bits[agent / BitsPerWord] >> (agent % BitsPerWord)) & 1) != 0;

    /// <summary>How many agents below this one are in a set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Rank(ulong[] bits, int agent)
    {
        int last = agent / BitsPerWord;
        int rank = BitOperations.PopCount(bits[last] & ((1UL << (agent % BitsPerWord)) - 1));
        for (int w = 0; w < last; w++)
        {
            rank += BitOperations.PopCount(bits[w]);
        }

        return rank;
    }
}
