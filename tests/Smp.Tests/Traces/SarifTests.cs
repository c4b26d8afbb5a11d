using System.Text.Json;
using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class SarifTests
{
    [Fact]
    public void There_is_one_result_a_finding_with_all_that_a_result_must_have()
        => Assert.All(FoundTraces.All(), trace =>
        {
            using var json = JsonDocument.Parse(new SarifExporter().Export(trace));
            Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
            var run = Assert.Single(json.RootElement.GetProperty("runs").EnumerateArray());
            var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");
            Assert.Equal("Smp", run.GetProperty("tool").GetProperty("driver").GetProperty("name").GetString());
            Assert.Equal(trace.Header.Finding is null ? 0 : 1, run.GetProperty("results").GetArrayLength());
            foreach (var result in run.GetProperty("results").EnumerateArray())
            {
                Assert.Contains(result.GetProperty("level").GetString(), new[] { "none", "note", "warning", "error" });
                Assert.NotEmpty(result.GetProperty("message").GetProperty("text").GetString()!);
                Assert.Equal(rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString(), result.GetProperty("ruleId").GetString());
                Assert.EndsWith(trace.Header.Finding!.Id, result.GetProperty("partialFingerprints").GetProperty("smpFinding/v1").GetString(), StringComparison.Ordinal);
            }
        });

    [Fact]
    public void Every_location_names_a_file_and_a_line()
        => Assert.All(FoundTraces.All(), trace =>
        {
            using var json = JsonDocument.Parse(new SarifExporter().Export(trace));
            foreach (var place in Find(json.RootElement, "physicalLocation"))
            {
                Assert.True(Uri.TryCreate(place.GetProperty("artifactLocation").GetProperty("uri").GetString(), UriKind.Relative, out _));
                Assert.True(place.GetProperty("region").GetProperty("startLine").GetInt32() >= 1);
            }
        });

    [Fact]
    public void Each_CPU_has_a_thread_flow_and_their_order_puts_the_run_together()
    {
        var trace = FoundTraces.Of("sched/SCH-1");
        using var json = JsonDocument.Parse(new SarifExporter().Export(trace));
        var flows = Assert.Single(Find(json.RootElement, "threadFlows")).EnumerateArray().ToList();
        var orders = flows.SelectMany(flow => flow.GetProperty("locations").EnumerateArray().Select(place => place.GetProperty("executionOrder").GetInt32())).ToList();

        Assert.Equal(["CPU 0", "CPU 1"], flows.Select(flow => flow.GetProperty("id").GetString()));
        Assert.Equal(trace.Steps.Where(step => step.Line > 0).Select(step => step.Number), orders.Order());
        Assert.All(flows, flow => Assert.NotEqual(0, flow.GetProperty("locations").GetArrayLength()));
        Assert.Equal(
            trace.Steps.Count(step => step is { IsMarked: true, Line: > 0 }),
            Find(json.RootElement, "importance").Count(importance => importance.GetString() == "essential"));
    }

    [NodeFact("@microsoft/jest-sarif")]
    public void The_schema_of_SARIF_2_1_0_accepts_it()
        => Node.Accepts("check-sarif.mjs", "sarif", FoundTraces.All().Append(Sample.Odd()).Select(new SarifExporter().Export));

    private static IEnumerable<JsonElement> Find(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == name ? [p.Value] : Find(p.Value, name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(item => Find(item, name)),
        _ => [],
    };
}
