using System.Runtime.InteropServices;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The states that a reduced search has been in, each with who slept there, and what was touched in all that follows it.
/// </summary>
/// <remarks>
/// Godefroid's condition (state-space caching with sleep sets, 1996): what follows a state may be left out if nobody slept
/// there before who is awake now. States are told apart by their sleep sets here, and one in which nobody slept serves all.
/// </remarks>
internal sealed class VisitedStates(int agents, long maxBytes)
{
    /// <summary>The state is on the way of the present run.</summary>
    internal const int OnTheWay = -1;

    /// <summary>The state has been left, but what follows comes back to one that is still on the way.</summary>
    internal const int OnALap = -2;

    private const int BytesAState = 40;

    private readonly Dictionary<Identity, int> _states = [];

    internal Summaries Summaries { get; } = new(agents);

    internal int Count => _states.Count;

    internal static Identity KeyOf(Identity state, ReadOnlySpan<ulong> asleep)
    {
        foreach (ulong word in asleep)
        {
            state = word == 0 ? state : new Identity(Hashing.Fold(state.High, word), Hashing.Fold2(state.Low, word));
        }

        return state;
    }

    /// <summary>What is known of a state: the number of its summary, <see cref="OnTheWay"/> or <see cref="OnALap"/>; null if it is new.</summary>
    internal int? Find(Identity key) => _states.TryGetValue(key, out int summary) ? summary : null;

    /// <summary>The state is entered. False if there is no room to remember it: it will be explored again.</summary>
    internal bool Enter(Identity key)
    {
        if (((long)_states.Count * BytesAState) + Summaries.Bytes >= maxBytes)
        {
            return false;
        }

        _states.Add(key, OnTheWay);
        return true;
    }

    /// <summary>All that follows the state has been explored.</summary>
    internal void Leave(Identity key, int summary) => CollectionsMarshal.GetValueRefOrNullRef(_states, key) = summary;
}
