using System.Globalization;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>
/// Tells an interleaving in few lines: for each stretch of an agent its system calls, what the module's own lines did,
/// and the steps that the explanation speaks of. What the kernel did between them is left out.
/// </summary>
public static class StretchTeller
{
    private const int LongestStretch = 8;
    private const int KeptAtEachEnd = 3;
    private const string Blank = "      ";

    /// <summary>The stretches of a trace, in order; those of which there is nothing to tell are left out.</summary>
    public static IReadOnlyList<Stretch> Tell(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var stretches = new List<Stretch>();
        var steps = new List<TraceStep>();
        foreach (var step in trace.Steps)
        {
            if (steps.Count != 0 && steps[0].Agent != step.Agent)
            {
                Add(stretches, steps);
                steps.Clear();
            }

            steps.Add(step);
        }

        Add(stretches, steps);
        return stretches;
    }

    private static void Add(List<Stretch> stretches, List<TraceStep> steps)
    {
        var told = Folding.Of(steps.Where(IsTold), IsAlike, _ => true).SelectMany(Words).ToList();
        if (told.Count == 0)
        {
            return;
        }

        string agent = steps[0].AgentName;
        if (stretches.Count != 0 && stretches[^1].Agent == agent)
        {
            // What lay between had nothing to tell: it is one stretch.
            told = [.. stretches[^1].Lines, .. told];
            stretches.RemoveAt(stretches.Count - 1);
        }

        stretches.Add(new Stretch(agent, steps[0].Cpu, Shortened(told)));
    }

    private static bool IsTold(TraceStep step)
        => step.IsMarked || step.Fault.Length != 0 || step.Code switch
        {
            CodeKind.User => true,
            CodeKind.Module => step.Operation is not (Operation.Enter or Operation.Leave),
            _ => false,
        };

    private static bool IsAlike(TraceStep one, TraceStep other)
        => !one.IsMarked && !other.IsMarked && one.Operation == other.Operation && one.Place == other.Place && one.Place.Length != 0;

    private static IEnumerable<string> Words((TraceStep Step, Folding.Fold? Fold) line)
    {
        if (line.Fold is { } fold)
        {
            yield return $"{Blank}… {fold.Lines} more";
        }
        else
        {
            string place = line.Step.Code == CodeKind.Module && line.Step.Place.Length != 0 ? line.Step.Place + "  " : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"{line.Step.Number,4}  {place}{StepText.Of(line.Step)}");
        }
    }

    private static List<string> Shortened(List<string> lines)
        => lines.Count <= LongestStretch ? lines : [.. lines.Take(KeptAtEachEnd), Blank + "…", .. lines.TakeLast(KeptAtEachEnd)];
}
