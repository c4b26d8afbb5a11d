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
internal sealed class VisitedStates(int agents, long maxBytes, VisitedStates? shared = null)
{
    /// <summary>The state is on the way of the present run.</summary>
    internal const int OnTheWay = -1;

    /// <summary>The state has been left, but what follows comes back to one that is still on the way.</summary>
    internal const int OnALap = -2;

    private const int BytesAState = 40;

    private readonly Dictionary<Identity, int> _states = [];

    // What became known and has not been written down; null if nobody has written anything yet.
    private List<(Identity Key, int Summary)>? _fresh;
    private (int Members, int Sets) _written;

    internal Summaries Summaries { get; } = new(agents, shared?.Summaries);

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
    internal int? Find(Identity key)
        => shared?.Done(key) ?? (_states.TryGetValue(key, out int summary) ? summary : null);

    /// <summary>The summary of a state that is known with all that follows; null if it is not.</summary>
    internal int? Done(Identity key) => _states.TryGetValue(key, out int summary) && summary >= 0 ? summary : null;

    /// <summary>The state is entered. False if there is no room to remember it: it will be explored again.</summary>
    internal bool Enter(Identity key)
    {
        if (Bytes + (shared?.Bytes ?? 0) >= maxBytes)
        {
            return false;
        }

        _states[key] = OnTheWay;
        return true;
    }

    /// <summary>The state is on the way that leads to where this search begins.</summary>
    internal void Pass(Identity key) => _states[key] = OnTheWay;

    /// <summary>The state is known with all that follows, from now on.</summary>
    internal void Know(Identity key, int summary)
    {
        if (Done(key) is null)
        {
            _states[key] = summary;
            _fresh?.Add((key, summary));
        }
    }

    /// <summary>Takes in the states that became known in <paramref name="other"/>, which shares this one's.</summary>
    internal Summaries.Translation Absorb(VisitedStates other)
    {
        var translation = Summaries.Absorb(other.Summaries);

        // In whatever order: each is known or not by itself.
        foreach (var (key, summary) in other._states)
        {
            if (summary >= 0)
            {
                Know(key, translation.Of(summary));
            }
        }

        return translation;
    }

    /// <summary>Writes down what became known since the last time.</summary>
    internal void WriteFresh(BinaryWriter to)
    {
        _written = Summaries.Write(to, _written.Members, _written.Sets);

        // In whatever order: a set is read.
        var fresh = _fresh ?? [.. _states.Where(state => state.Value >= 0).Select(state => (state.Key, state.Value))];
        to.Write(fresh.Count);
        foreach (var (key, summary) in fresh)
        {
            Saved.Write(to, key);
            to.Write(summary);
        }

        _fresh = [];
    }

    /// <summary>Adds what was written down, in however many parts.</summary>
    internal void Read(BinaryReader from)
    {
        while (from.BaseStream.Position < from.BaseStream.Length)
        {
            _written = Summaries.Read(from, _written);
            for (int i = from.ReadInt32(); i > 0; i--)
            {
                var key = Saved.ReadIdentity(from);
                _states[key] = from.ReadInt32();
            }
        }

        _fresh = [];
    }

    private long Bytes => ((long)_states.Count * BytesAState) + Summaries.Bytes;

    /// <summary>All that follows the state has been explored.</summary>
    internal void Leave(Identity key, int summary) => CollectionsMarshal.GetValueRefOrNullRef(_states, key) = summary;
}
