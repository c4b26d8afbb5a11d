using Smp.Machine;
using Smp.Traces;

namespace Smp.Testing;

/// <summary>The picture in a failing test's message.</summary>
internal static class Columns
{
    internal static string Of(Recording recording, FindingReport? report, string scenario, Token token, string strategy, TraceContrast? contrast = null)
    {
        // The token is left out: under the columns stands how a test replays it.
        var header = new TraceHeader(scenario, token.Environment, token.Granularity, strategy, "", "", "")
        {
            Cpus = Kernel.Environments.Find(token.Environment)?.Cpus ?? 0,
            Contrast = contrast,
        };
        return new ColumnsExporter().Export(TraceBuilder.Build(recording, header, report));
    }

    internal static string HowToReplay(Token token) => $"replay it with [Replay(\"{token}\")] or\nsmp replay {token}";
}
