using Smp.Machine;

namespace Smp.Traces;

/// <summary>Deals out a scenario's speaker notes to the steps of one run, in order.</summary>
internal sealed class NoteReader
{
    private readonly IReadOnlyList<SpeakerNote> _notes;
    private readonly int[] _seen;
    private readonly int _last;

    /// <param name="notes">The notes.</param>
    /// <param name="last">The step that ends the run in a finding; 0 if there is none.</param>
    internal NoteReader(IReadOnlyList<SpeakerNote> notes, int last)
    {
        _notes = notes;
        _seen = new int[notes.Count];
        _last = last;
    }

    /// <summary>What is said to the next step; empty for nothing.</summary>
    internal string For(TraceStep step)
    {
        var said = new List<string>();
        for (int i = 0; i < _notes.Count; i++)
        {
            var note = _notes[i];
            if (note.AtFinding ? step.Number == _last : Fits(note, step) && ++_seen[i] == note.Nth)
            {
                said.Add(note.Text);
            }
        }

        return string.Join(' ', said);
    }

    private static bool Fits(SpeakerNote note, TraceStep step)
        => (note.Operation is null || note.Operation == step.Operation)
            && (note.Object.Length == 0 || note.Object == step.Object)
            && (note.Function.Length == 0 || note.Function == step.Function || note.Function == step.KernelFunction)
            && (note.Agent.Length == 0 || note.Agent == step.AgentName || step.AgentName.StartsWith(note.Agent + "/", StringComparison.Ordinal));
}
