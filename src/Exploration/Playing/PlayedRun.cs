using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A schedule that somebody makes step by step. The engine is the one that explores: a position is the run from the beginning up
/// to there, so going back is running less of it.
/// </summary>
public sealed class PlayedRun : IDisposable
{
    private readonly ISubject _subject;
    private readonly Computer _computer;
    private readonly List<PlayedStep> _steps = [];

    /// <summary>A game at its beginning.</summary>
    /// <exception cref="MachineException">The scenario cannot be put on a stage.</exception>
    public PlayedRun(ISubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        _subject = subject;
        _computer = subject.Build();
        Position = Look();
    }

    /// <summary>Where it stands.</summary>
    public PlayPosition Position { get; private set; }

    /// <summary>How many steps have been taken.</summary>
    public int Steps => _steps.Count;

    /// <summary>Who stepped last; -1 at the beginning.</summary>
    public int Last => _steps.Count == 0 ? -1 : _steps[^1].Agent;

    /// <summary>Whether nobody can step any more.</summary>
    public bool IsOver => Position.Options.Count == 0;

    /// <summary>Takes a step of somebody who can.</summary>
    /// <param name="option">Who.</param>
    /// <param name="answer">Answers a data choice of the step: given the run with each of its values, the place of one.</param>
    public void Step(PlayOption option, Func<IReadOnlyList<Recording>, int> answer)
    {
        ArgumentNullException.ThrowIfNull(option);
        ArgumentNullException.ThrowIfNull(answer);
        List<int> values = [];
        for (int count = option.AsksFor; count != 0;)
        {
            values.Add(answer([.. Enumerable.Range(0, count).Select(value => Preview([.. values, value]).Recording)]));
            count = Preview(values).AsksFor;
        }

        _steps.Add(new PlayedStep(option.Agent, values));
        Position = Look();

        (Recording Recording, int AsksFor) Preview(IReadOnlyList<int> given) => Run([.. _steps, new PlayedStep(option.Agent, given)], (_, _, _) => { });
    }

    /// <summary>Takes back so many steps.</summary>
    public void Undo(int steps)
    {
        _steps.RemoveRange(_steps.Count - steps, steps);
        Position = Look();
    }

    /// <summary>The token of the schedule so far; replayed, it goes on from there with whoever stepped last.</summary>
    public Token Token()
    {
        _computer.Record(new ReplayStrategy(Position.Recording.Choices));
        return Machine.Token.OfRun(_subject, _computer);
    }

    /// <inheritdoc/>
    public void Dispose() => _computer.Dispose();

    private PlayPosition Look()
    {
        Pending[] enabled = [];
        int current = -1;
        List<Standing> others = [];
        List<PlayVariable> variables = [];
        List<bool> own = [];
        var (recording, _) = Run(_steps, (computer, pending, slot) =>
        {
            (enabled, current) = (pending, slot);
            own.AddRange(pending.Select(next => !Landmark.IsCommon(computer, next)));
            others.AddRange(Waiting(computer));
            variables.AddRange(VariablesOf(computer));
        });
        var report = recording.Finding is { } finding ? _subject.Explain(recording, finding) : null;
        var options = enabled.Select((next, slot) =>
        {
            var (preview, asks) = Run([.. _steps, new PlayedStep(next.Agent, [])], (_, _, _) => { });
            return new PlayOption(next.Agent, _computer.Agents[next.Agent].Name, slot == current, own[slot], asks, preview);
        });
        return new PlayPosition(recording, [.. options], others, variables, report);
    }

    private (Recording Recording, int AsksFor) Run(IReadOnlyList<PlayedStep> steps, Action<Computer, Pending[], int> look)
    {
        var strategy = new PlayStrategy(steps, look);
        var recording = _computer.Record(strategy);
        return (recording, strategy.AsksFor);
    }

    private static IEnumerable<Standing> Waiting(Computer computer)
    {
        foreach (var agent in computer.Agents)
        {
            var standing = Standing.Of(computer, agent.Id);
            bool isIdle = agent.Kind != AgentKind.Task || (agent.IsDaemon && (standing.Reasons & Blocked.Asleep) != 0);
            if (standing.Reasons != Blocked.No && (standing.Reasons & Blocked.Finished) == 0 && !isIdle)
            {
                yield return standing;
            }
        }
    }

    private static IEnumerable<PlayVariable> VariablesOf(Computer computer)
        => computer.Memory.Regions.Where(region => region.Kind == RegionKind.ModuleData)
            .Select(region => new PlayVariable(region, [.. Enumerable.Range(0, region.Size).Select(i => computer.Memory.Read<byte>(region.Start + i))]));
}
