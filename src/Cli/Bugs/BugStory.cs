using System.Globalization;
using System.Text;
using Smp.Diagnostics;
using Smp.Exploration;
using Smp.Machine;
using Smp.Scenarios;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>What a token shows, as the book of bugs tells it: the title, the interleaving in few lines, the explanation.</summary>
/// <param name="Title">What happens, in one line.</param>
/// <param name="Interleaving">Who did what, in order.</param>
/// <param name="Cause">Why, without the advice.</param>
/// <param name="Advice">What the module should have done; empty if the table of signatures has none.</param>
internal sealed record BugStory(string Title, string Interleaving, string Cause, string Advice)
{
    /// <summary>Runs the token of a scenario once more and tells it.</summary>
    /// <exception cref="UsageException">The token does not show a finding of this build.</exception>
    internal static BugStory Of(Scenario scenario, string text)
    {
        string? why = null;
        if (!Token.TryParse(text, out var token, out why) || !ScenarioSubject.TryParseGranularity(token.Granularity, out string granularity, out bool faults))
        {
            throw new UsageException($"{scenario.Name}: {why ?? "its token has no granularity of this build"}");
        }

        var environment = KnownScenarios.Environment(new Given(token.Environment, "the token"));
        ReplayResult replay;
        try
        {
            replay = Replay.Run(new ScenarioSubject(scenario, environment, faults, granularity), token);
        }
        catch (TokenRefusedException e)
        {
            throw new UsageException($"{scenario.Name} in {environment.Name}: {e.Message}");
        }

        if (replay.Report is not { } report)
        {
            throw new UsageException($"{scenario.Name} in {environment.Name}: its token shows no finding any more; compute the matrix again");
        }

        var trace = FoundTrace.Of(replay, token, null);
        string advice = BugSignatures.All.FirstOrDefault(s => s.Bug == report.Bug && report.Explanation.EndsWith(s.Advice, StringComparison.Ordinal))?.Advice ?? "";
        string cause = report.Explanation[..^advice.Length].Trim();
        return new BugStory(report.Title, Tell(trace), cause, advice);
    }

    private static string Tell(Trace trace)
    {
        var stretches = StretchTeller.Tell(trace);
        int width = stretches.Count == 0 ? 0 : stretches.Max(s => s.Agent.Length);
        var text = new StringBuilder();
        foreach (var stretch in stretches)
        {
            string head = string.Create(CultureInfo.InvariantCulture, $"{(stretch.Cpu < 0 ? "     " : $"CPU {stretch.Cpu}")}  {stretch.Agent.PadRight(width)}  ");
            foreach (string line in stretch.Lines)
            {
                text.Append(head).Append(line).Append('\n');
                head = new string(' ', head.Length);
            }
        }

        return text.ToString();
    }
}
