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
        var told = Folding.Of(steps.Where(IsTold), IsAlike, _ => true).Select(Words).ToList();
        if (told.Count == 0)
        {
            return;
        }

        string agent = steps[0].AgentName;
        List<string> lines = [.. Shortened(told)];
        if (stretches.Count != 0 && stretches[^1].Agent == agent)
        {
            // What lay between had nothing to tell: it is one stretch.
            lines = [.. stretches[^1].Lines, .. lines];
            stretches.RemoveAt(stretches.Count - 1);
        }

        stretches.Add(new Stretch(agent, steps[0].Cpu, lines));
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

    private static (string Text, bool IsMarked) Words((TraceStep Step, Folding.Fold? Fold) line)
    {
        if (line.Fold is { } fold)
        {
            return ($"{Blank}… {fold.Lines} more", false);
        }

        string place = line.Step.Code == CodeKind.Module && line.Step.Place.Length != 0 ? line.Step.Place + "  " : "";
        return (string.Create(CultureInfo.InvariantCulture, $"{line.Step.Number,4}  {place}{StepText.Of(line.Step)}"), line.Step.IsMarked);
    }

    /// <summary>The ends of a long stretch and what the explanation speaks of; … stands for the rest.</summary>
    private static IEnumerable<string> Shortened(List<(string Text, bool IsMarked)> lines)
    {
        bool isGap = false;
        for (int i = 0; i < lines.Count; i++)
        {
            bool isShown = lines.Count <= LongestStretch || lines[i].IsMarked || i < KeptAtEachEnd || i >= lines.Count - KeptAtEachEnd;
            if (isShown)
            {
                yield return lines[i].Text;
            }
            else if (!isGap)
            {
                yield return Blank + "…";
            }

            isGap = !isShown;
        }
    }
}
