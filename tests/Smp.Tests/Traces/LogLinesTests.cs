using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>Pieces of lines in the kernel log: older kernels put them together, whoever wrote them; 6.8 does not.</summary>
public sealed class LogLinesTests
{
    private static readonly TraceLog[] s_pieces =
    [
        new(1, 0, "cat/1", 4, "Opened file by 500: ") { EndsLine = false, HasLevel = false },
        new(2, 0, "cat/1", 4, "/a") { EndsLine = false, HasLevel = false },
        new(3, 1, "cat/2", 6, "hello"),
        new(4, 0, "cat/1", 1, "next"),
    ];

    [Theory]
    [InlineData("S26")]
    [InlineData("B20")]
    public void A_piece_is_continued_by_whoever_prints_next(string environment)
        => Assert.StartsWith("<4>Opened file by 500: /a<6>hello\n<1>next\n", Dmesg(environment), StringComparison.Ordinal);

    [Fact]
    public void In_6_8_each_piece_is_a_record()
        => Assert.StartsWith(
            "[    0.000001] Opened file by 500:\n[    0.000002] /a\n[    0.000003] hello\n[    0.000004] next\n",
            Dmesg("S68"),
            StringComparison.Ordinal);

    [Fact]
    public void Json_keeps_whether_a_line_ended()
        => Assert.Equal(s_pieces, JsonTraceReader.Read(new JsonExporter().Export(new Trace(Sample.Header("S26", 2), s_pieces))).Lines);

    private static string Dmesg(string environment) => new DmesgExporter().Export(new Trace(Sample.Header(environment, 2), s_pieces));
}
