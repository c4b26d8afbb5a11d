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

    /// <summary>What one reading of a trace says of its shape.</summary>
    internal Lanes(Trace trace, int width)
    {
        _cpus = trace.Header.Cpus;
        int last = 0;
        var onCpu = new List<(int Cpu, string Task)>();
        var without = new List<(int Agent, string Name)>();
        foreach (var step in trace.Steps)
        {
            last = step.Number;
            _cpus = Math.Max(_cpus, step.Cpu + 1);
            LongestPlace = ColumnsTable.HasPlace(step) ? Math.Max(LongestPlace, step.Place.Length) : LongestPlace;
            if (step.Context == TraceContext.Task && step.Cpu < 0 && !without.Contains((step.Agent, step.AgentName)))
            {
                without.Add((step.Agent, step.AgentName));
            }
            else if (step.Context == TraceContext.Task && step.Cpu >= 0 && !onCpu.Contains((step.Cpu, step.AgentName)))
            {
                onCpu.Add((step.Cpu, step.AgentName));
            }
        }

        var titles = Enumerable.Range(0, _cpus).Select(cpu => $"CPU {cpu}").ToList();
        foreach (var (agent, name) in without)
        {
            _ofAgent.Add(agent, titles.Count);
            titles.Add(name);
        }

        Titles = titles;
        Tasks = [.. Enumerable.Range(0, titles.Count).Select(lane => onCpu.Where(seen => seen.Cpu == lane).Select(seen => seen.Task).ToList())];

        Gutter = Math.Max(4, $"{last}".Length) + 1;
        int count = Math.Max(1, titles.Count);
        LaneWidth = Math.Max(Narrowest, (width - Gutter - (Gap * (count - 1))) / count);
    }

    /// <summary>What stands over each.</summary>
    internal IReadOnlyList<string> Titles { get; }

    /// <summary>The tasks seen in each.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Tasks { get; }

    /// <summary>How long the longest place in module code is.</summary>
    internal int LongestPlace { get; }

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
