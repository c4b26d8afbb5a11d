using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>FIFOs: who waits for whom, who does not, and what ends a wait.</summary>
public sealed class FifoTests
{
    private const int SigTerm = 15;

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_reader_and_a_writer_find_each_other_whoever_comes_first(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var path = Fifo(stage);
            var reader = stage.Ghost("reader");
            var writer = stage.Ghost("writer");
            var cat = Opener(stage, path, OpenFlags.ReadOnly, reader);
            var echo = Opener(stage, path, OpenFlags.WriteOnly, writer);
            stage.Never("an error", () => reader.Value < 0 || writer.Value < 0);
            stage.Reach("both are open", () => reader.Value == 3 && writer.Value == 3);
            stage.Reach("the reader slept", () => IsAsleep(stage, cat));
            stage.Reach("the writer slept", () => IsAsleep(stage, echo));
        });

    [Theory]
    [InlineData(OpenFlags.ReadOnly)]
    [InlineData(OpenFlags.WriteOnly)]
    public void One_end_alone_waits_for_ever(OpenFlags flags)
        => Explored.MustFind("S26", "hung-task", stage => Opener(stage, Fifo(stage), flags, stage.Ghost("result")));

    [Theory]
    [InlineData(OpenFlags.ReadWrite, 3)]
    [InlineData(OpenFlags.ReadOnly | OpenFlags.NonBlock, 3)]
    [InlineData(OpenFlags.WriteOnly | OpenFlags.NonBlock, -Errno.ENXIO)]
    public void Who_does_not_wait_alone(OpenFlags flags, long expected)
        => Explored.MustProve("S26", stage =>
        {
            var result = stage.Ghost("result");
            Opener(stage, Fifo(stage), flags, result);
            stage.Never("another answer", () => result.Value != 0 && result.Value != expected);
            stage.Reach("the answer", () => result.Value == expected);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_non_blocking_writer_is_refused_until_a_reader_waits_and_lets_it_in(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var path = Fifo(stage);
            var reader = stage.Ghost("reader");
            var writer = stage.Ghost("writer");
            Opener(stage, path, OpenFlags.ReadOnly, reader, daemon: true);
            Opener(stage, path, OpenFlags.WriteOnly | OpenFlags.NonBlock, writer);
            stage.Never("the reader is in without a writer", () => reader.Value == 3 && writer.Value == -Errno.ENXIO);
            stage.Reach("refused", () => writer.Value == -Errno.ENXIO);
            stage.Reach("both", () => writer.Value == 3 && reader.Value == 3);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_signal_ends_the_wait_and_the_reader_counts_no_more(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var path = Fifo(stage);
            var reader = stage.Ghost("reader");
            var writer = stage.Ghost("writer");
            var cat = Opener(stage, path, OpenFlags.ReadOnly, reader);
            stage.Process("kill", async p =>
            {
                await p.Kill(cat.Pid, SigTerm);
                writer.Value = await p.OpenPath(path, OpenFlags.WriteOnly | OpenFlags.NonBlock);
                await p.Compute();
            });
            stage.Never("the reader went on", () => reader.Value != 0);
            stage.Reach("nobody reads any more", () => writer.Value == -Errno.ENXIO && stage.Computer.BlockedBy(cat.Task.Agent) == Blocked.Finished);
        });

    private static bool IsAsleep(Stage stage, UserProcess process) => (stage.Computer.BlockedBy(process.Task.Agent) & Blocked.Asleep) != 0;

    private static Address Fifo(Stage stage)
    {
        stage.Fifo("/f");
        return stage.UserString("path", "/f");
    }

    private static UserProcess Opener(Stage stage, Address path, OpenFlags flags, Ghost result, bool daemon = false)
        => stage.Process(
            "opener",
            async p =>
            {
                result.Value = await p.OpenPath(path, flags);
                await p.Compute();
            },
            daemon: daemon);
}
