namespace Smp.Traces;

/// <summary>
/// The columns of a table: one for each CPU, and one for each agent that needs none. Devices and the clock have no
/// column; their rows stand across.
/// </summary>
internal sealed class Lanes
{
    private const int Gap = 1;
    private const int Narrowest = 12;

    private readonly Dictionary<int, int> _ofAgent = [];
    private readonly int _cpus;

    internal Lanes(Trace trace, int width)
    {
        var steps = trace.Steps.ToList();
        _cpus = Math.Max(trace.Header.Cpus, steps.Count == 0 ? 0 : steps.Max(step => step.Cpu) + 1);
        var titles = Enumerable.Range(0, _cpus).Select(cpu => $"CPU {cpu}").ToList();
        var tasks = titles.ConvertAll(_ => new List<string>());
        foreach (var step in steps.Where(step => step.Context == TraceContext.Task))
        {
            if (step.Cpu < 0 && _ofAgent.TryAdd(step.Agent, titles.Count))
            {
                titles.Add(step.AgentName);
                tasks.Add([]);
            }

            int lane = Of(step);
            if (step.Cpu >= 0 && !tasks[lane].Contains(step.AgentName))
            {
                tasks[lane].Add(step.AgentName);
            }
        }

        Titles = titles;
        Tasks = tasks;
        Gutter = Math.Max(4, $"{(steps.Count == 0 ? 0 : steps[^1].Number)}".Length) + 1;
        int count = Math.Max(1, titles.Count);
        LaneWidth = Math.Max(Narrowest, (width - Gutter - (Gap * (count - 1))) / count);
    }

    /// <summary>What stands over each.</summary>
    internal IReadOnlyList<string> Titles { get; }

    /// <summary>The tasks seen in each.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Tasks { get; }

    /// <summary>Characters before the first: the step number and a space.</summary>
    internal int Gutter { get; }

    /// <summary>Characters in each.</summary>
    internal int LaneWidth { get; }

    /// <summary>The column of a step; -1 for none.</summary>
    internal int Of(TraceStep step)
        => step.Context is TraceContext.Source or TraceContext.Clock ? -1
            : step.Cpu >= 0 ? step.Cpu
            : _ofAgent.GetValueOrDefault(step.Agent, -1);

    /// <summary>The column of a CPU; -1 for none.</summary>
    internal int OfCpu(int cpu) => cpu >= 0 && cpu < _cpus ? cpu : -1;

    /// <summary>Where a column begins; the first for -1.</summary>
    internal int Start(int lane) => Gutter + (Math.Max(lane, 0) * (LaneWidth + Gap));
}
