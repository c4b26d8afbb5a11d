using Smp.Machine;

namespace Smp.Traces;

/// <summary>
/// Adds to each step of a recorded run, in order, what stood around it: who could have stepped, what must have come
/// before it, what it changed in memory, and what a lecturer says.
/// </summary>
internal sealed class StepSurroundings
{
    private const int ListHead = 2 * sizeof(long);

    private readonly Recording _recording;
    private readonly Dictionary<Address, int> _words = [];
    private readonly List<TraceWord> _memory = [];
    private readonly CausalClocks _clocks;
    private readonly NoteReader _notes;

    internal StepSurroundings(Recording recording, bool isFound)
    {
        _recording = recording;
        _clocks = new CausalClocks(recording.Agents.Count);
        _notes = new NoteReader(recording.SpeakerNotes, isFound ? recording.Steps : 0);
        foreach (var word in recording.Touched)
        {
            if (recording.RegionOf(word.Address) is { } region && recording.NameOf(word.Address) is { Length: > 0 } name)
            {
                _words.Add(word.Address, _memory.Count);
                long value = ValueIn(region, word.Value);
                _memory.Add(new TraceWord(name, region.Kind, region.Owner, value, Pointee(region, value)) { IsBytes = IsBytes(region) });
            }
        }
    }

    /// <summary>The words that the run touches, as they were before it.</summary>
    internal IReadOnlyList<TraceWord> Memory => _memory;

    internal TraceStep Complete(TraceStep step, StepState? state)
        => state is null ? step : step with
        {
            Runnable = [.. state.Runnable],
            Clock = _clocks.Next(step.Agent, state.Accesses),
            Changes = [.. state.Changes.Where(change => _words.ContainsKey(change.Address)).Select(Change)],
            Note = _notes.For(step),
        };

    private static bool IsBytes(Region region) => region is { Size: > ListHead, Fields.Count: 0 };

    // Words are read whole: what is narrower keeps its sign.
    private static long ValueIn(Region region, long word) => region.Size switch
    {
        sizeof(int) => (int)word,
        sizeof(short) => (short)word,
        sizeof(byte) => (byte)word,
        _ => word,
    };

    // The words of a list head lead into objects, not to where they begin.
    private string Pointee(Region region, long value)
        => _recording.PointeeOf(value)
            ?? (region is { Size: ListHead, Fields.Count: 0 } && value is > 0 and <= int.MaxValue && new Address((int)value) is var target && _recording.RegionOf(target) is { Kind: not RegionKind.Text }
                ? _recording.NameOf(target)
                : "");

    private TraceChange Change(ChangedWord change)
    {
        var region = _recording.RegionOf(change.Address)!;
        long value = ValueIn(region, change.Value);
        return new TraceChange(_words[change.Address], value, Pointee(region, value));
    }
}
