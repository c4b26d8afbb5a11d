using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class MermaidTests
{
    [Theory]
    [InlineData("a; b", "a#59; b")]
    [InlineData("#1", "#35;1")]
    [InlineData("if (x) end", "if (x) e#110;d")]
    [InlineData("append", "append")]
    [InlineData("%%{init}%%", "#37;#37;{init}#37;#37;")]
    [InlineData("wrap: x", "wrap#58; x")]
    [InlineData("a\nb", "a b")]
    [InlineData("<b>", "#60;b#62;")]
    [InlineData("", "#32;")]
    public void What_means_something_to_Mermaid_is_written_by_its_number(string text, string expected)
        => Assert.Equal(expected, MermaidText.Of(text));

    [Fact]
    public void It_is_a_numbered_sequence_diagram_of_all_who_take_part()
    {
        string[] lines = Lines(FoundTraces.Of("sched/SCH-1"));

        Assert.Equal("sequenceDiagram", lines[0]);
        Assert.Contains("autonumber", lines);
        Assert.Equal(
            ["clock", "rmmod/3", "CPU 0", "CPU 1", "module sched"],
            lines.Where(line => line.StartsWith("participant ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(" as ", StringComparison.Ordinal) + 4)..]));
    }

    [Fact]
    public void A_box_lies_from_the_first_step_of_the_explanation_to_the_last()
        => Assert.All(FoundTraces.All(), trace =>
        {
            string[] lines = Lines(trace);
            int from = Array.FindIndex(lines, line => line.StartsWith("rect rgb(", StringComparison.Ordinal));
            int to = Array.IndexOf(lines, "end");
            var marked = trace.Steps.Where(step => step.IsMarked).Select(step => step.Number).ToList();

            Assert.Equal(marked.Count != 0, from >= 0);
            Assert.Equal(from >= 0 ? 1 : 0, lines.Count(line => line == "end"));
            Assert.All(marked, number => Assert.Contains(lines[(from + 1)..to], line => line.Contains($": {number} ", StringComparison.Ordinal)));
        });

    [Fact]
    public void Who_is_released_was_activated_before()
        => Assert.All(FoundTraces.All(), trace =>
        {
            var active = new Dictionary<string, int>();
            foreach (string line in Lines(trace))
            {
                if (line.Split("->>+") is [_, var call])
                {
                    Add(call[..call.IndexOf(':', StringComparison.Ordinal)], 1);
                }
                else if (line.Contains("-->>-", StringComparison.Ordinal))
                {
                    Add(line[..line.IndexOf("-->>-", StringComparison.Ordinal)], -1);
                }
                else if (line.StartsWith("deactivate ", StringComparison.Ordinal))
                {
                    Add(line["deactivate ".Length..], -1);
                }
            }

            void Add(string actor, int by)
            {
                active[actor] = active.GetValueOrDefault(actor) + by;
                Assert.True(active[actor] >= 0, actor);
            }
        });

    [Fact]
    public void An_interrupt_that_nobody_takes_is_lost_and_a_task_may_come_back_on_another_CPU()
    {
        string[] lines = Lines(Sample.Wanderer());

        Assert.Contains("a1-xcpu1: Irq line 0", lines);
        Assert.Contains("a2->>+cpu0: read(3)", lines);
        Assert.Equal("deactivate cpu0", lines[Array.IndexOf(lines, "cpu1-->>a2: = 0") + 1]);
    }

    [NodeFact("mermaid")]
    public void Mermaids_own_parser_accepts_it()
        => Node.Accepts("check-mermaid.mjs", "mmd", FoundTraces.All().Append(Sample.Odd()).Select(new MermaidExporter().Export));

    private static string[] Lines(Trace trace)
        => [.. new MermaidExporter().Export(trace).Split('\n').Select(line => line.Trim())];
}
