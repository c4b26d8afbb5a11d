namespace Smp.Machine;

public sealed partial class Computer
{
    /// <summary>How many agents could step at the last choice.</summary>
    internal int EnabledCount => _enabledCount;

    /// <summary>What a lecturer says to runs on this computer; no run depends on it.</summary>
    public IList<SpeakerNote> SpeakerNotes { get; } = [];

    /// <summary>Runs one schedule with the recorder on.</summary>
    public Recording Record(IStrategy strategy)
    {
        var recorder = new Recorder(this);
        Recorder = recorder;
        try
        {
            var outcome = Run(strategy);
            return recorder.Finish(outcome, Finding);
        }
        finally
        {
            Recorder = null;
        }
    }

    /// <summary>What the step being taken does, in words, where its operation and object do not say it. Only while recording.</summary>
    public void Note(string text) => Recorder?.Note(text);
}
