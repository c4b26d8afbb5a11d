using System.Numerics;

namespace Smp.Machine;

/// <summary>Which agents' pending operations need a word: a set of agents for each word that was ever needed.</summary>
/// <remarks>
/// The sets hold what <see cref="AgentState.Needs"/> says, the other way round, so that a lock that is given back looks at
/// those who wait for it and at nobody else.
/// </remarks>
public sealed partial class Computer
{
    private const int WordBytes = 8;

    private readonly List<ulong[]> _waiters = [];
    private int[] _waitersOf = [];
    private int[] _waitersImage = [];

    /// <summary>
    /// Those who need a word are told what it holds now: the same as blocking each of them or not, for all at once.
    /// </summary>
    private void HoldWaiters(Address needed, long value)
    {
        int index = needed.Value / WordBytes;
        int place = index < _waitersOf.Length ? _waitersOf[index] - 1 : -1;
        if (place < 0)
        {
            return;
        }

        var waiters = _waiters[place];
        var states = _state;
        for (int w = 0; w < waiters.Length; w++)
        {
            ulong before = _canStep[w];
            ulong now = before;
            for (ulong left = waiters[w]; left != 0; left &= left - 1)
            {
                int agent = (w * BitsPerWord) + BitOperations.TrailingZeroCount(left);
                ref var state = ref states[agent];
                if (state.Needs == needed.Value)
                {
                    ulong bit = left & (0 - left);
                    bool isHeld = value != 0 && value != agent + 1;
                    var blocked = isHeld ? state.Blocked | Blocked.Held : state.Blocked & ~Blocked.Held;
                    state.Blocked = blocked;
                    now = blocked == Blocked.No ? now | bit : now & ~bit;
                }
            }

            if (now != before)
            {
                _canStep[w] = now;
                _listStale = true;
            }
        }
    }

    /// <summary>An agent's pending operation needs another word than before; 0 for none.</summary>
    private void WaitFor(int agent, int before, int now)
    {
        if (before == now)
        {
            return;
        }

        ulong bit = 1UL << (agent % BitsPerWord);
        if (before != 0)
        {
            _waiters[_waitersOf[before / WordBytes] - 1][agent / BitsPerWord] &= ~bit;
        }

        if (now != 0)
        {
            WaitersOf(now / WordBytes)[agent / BitsPerWord] |= bit;
        }
    }

    private ulong[] WaitersOf(int index)
    {
        if (index >= _waitersOf.Length)
        {
            Array.Resize(ref _waitersOf, Math.Max(index + 1, _waitersOf.Length * 2));
        }

        ref int place = ref _waitersOf[index];
        if (place == 0)
        {
            _waiters.Add(new ulong[_canStep.Length]);
            place = _waiters.Count;
        }

        return _waiters[place - 1];
    }

    private void WidenWaiters(int words)
    {
        for (int i = 0; i < _waiters.Count; i++)
        {
            var wider = new ulong[words];
            _waiters[i].CopyTo(wider, 0);
            _waiters[i] = wider;
        }
    }

    private void SealWaiters()
    {
        // What the stage's last operation needed stays with the agent until its next one.
        _waitersImage = [.. Enumerable.Range(0, _agents.Count).Where(i => _state[i].Needs != 0)];
    }

    private void ResetWaiters()
    {
        foreach (ulong[] waiters in _waiters)
        {
            Array.Clear(waiters);
        }

        foreach (int agent in _waitersImage)
        {
            WaitersOf(_state[agent].Needs / WordBytes)[agent / BitsPerWord] |= 1UL << (agent % BitsPerWord);
        }
    }
}
