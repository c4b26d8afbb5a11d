using Smp.Exploration;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>Two kernels on one page of the player: the run in the first, and beside it the run in the second.</summary>
internal static class ComparisonPage
{
    /// <summary>What the player is given.</summary>
    internal static Trace Of(TraceComparison comparison, ComparedRun first)
    {
        var (here, there) = (comparison.Kernels[0], comparison.Kernels[1]);
        var agents = here.Trace.Header.Agents.ToList();
        var numbers = there.Trace.Header.Agents.ToDictionary(agent => agent.Id, agent => NumberOf(agent, agents));
        var header = here.Trace.Header with
        {
            Agents = agents,
            Contrast = new TraceContrast(
                here.Parting is { } own ? own.After + 1 : there.Parting?.Reference ?? 0,
                string.Join(" ", new[] { here, there }.Select(Words).Where(text => text.Length != 0)),
                there.Trace.Header.Token,
                Passes: there.Trace.Header.Finding is null)
            {
                Environment = there.Environment,
            },
        };
        return SourceReader.WithSources(here.Trace with { Header = header }, first.Recording) with
        {
            Beside = [.. there.Trace.Lines.Select(line => Renumbered(line, numbers))],
        };
    }

    private static string Words(ComparedTrace kernel)
        => kernel.Parting is { } parting ? $"{kernel.Environment}: {parting.Text}; {parting.Elsewhere}." : "";

    // The kernels may differ in what runs on them; who is the same in both has the same name.
    private static int NumberOf(TraceAgent agent, List<TraceAgent> agents)
    {
        int number = agents.FindIndex(known => known.Name == agent.Name);
        if (number < 0)
        {
            number = agents.Count;
            agents.Add(agent with { Id = number });
        }

        return number;
    }

    // The numbers of words are those of one run.
    private static TraceLine Renumbered(TraceLine line, Dictionary<int, int> numbers)
        => line is TraceStep step
            ? step with { Agent = numbers[step.Agent], Runnable = [.. step.Runnable.Select(id => numbers[id])], Changes = [], Note = "" }
            : line;
}
