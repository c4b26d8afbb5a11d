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

    /// <summary>
    /// The same, a step at a time: each event is given when it has happened, and kept by nobody. Whoever stops reading in
    /// the middle gives the run up.
    /// </summary>
    /// <param name="strategy">Decides.</param>
    /// <param name="ended">Is told how the run ended: a recording without events and footprints.</param>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    public IEnumerable<Event> RecordStepwise(IStrategy strategy, Action<Recording>? ended = null)
    {
        ArgumentNullException.ThrowIfNull(strategy);
        return Stepwise(strategy, ended);
    }

    private IEnumerable<Event> Stepwise(IStrategy strategy, Action<Recording>? ended)
    {
        var recorder = new Recorder(this);
        Recorder = recorder;
        try
        {
            BeginStepwise(strategy);
            while (PickStepwise(strategy) is var agent and >= 0)
            {
                Step(agent);

                // Whoever reads may take his time, a pager for example: it is not this computer that does not go on.
                _atWork = false;
                foreach (var e in recorder.Events)
                {
                    yield return e;
                }

                recorder.Forget();
                _atWork = true;
            }

            // Where the strategy cut it short, agents could still step.
            var outcome = IsOver ? EndStepwise() : CutStepwise();
            foreach (var e in recorder.Events)
            {
                yield return e;
            }

            recorder.Forget();
            ended?.Invoke(recorder.Finish(outcome, Finding));
        }
        finally
        {
            if (_stepwise)
            {
                AbandonStepwise();
            }

            Recorder = null;
        }
    }

    /// <summary>The agent that the strategy lets step; -1 if the run is over, or the strategy ends it.</summary>
    private int PickStepwise(IStrategy strategy)
    {
        var enabled = Enabled(out int current);
        int slot = enabled.Length < 2 ? enabled.Length - 1 : strategy.NextAgent(enabled, current);
        return slot < 0 ? -1 : enabled[slot].Agent;
    }

    /// <summary>
    /// The line of module or user code that an agent has come to, whether it has taken the step there or not; of no file if it
    /// came to none. Only while recording.
    /// </summary>
    public Site ComesTo(int agent) => Recorder?.LastOf(agent) ?? default;

    /// <summary>What the step being taken does, in words, where its operation and object do not say it. Only while recording.</summary>
    public void Note(string text) => Recorder?.Note(text);
}
