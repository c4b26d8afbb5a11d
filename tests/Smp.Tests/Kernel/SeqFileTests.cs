using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>seq_file: in which order a module is called, what a reader gets, and that its own locks are the module's business.</summary>
public sealed class SeqFileTests
{
    private const string Path = "/proc/records";
    private const int BufferSize = 256;

    private delegate KTask Reader(UserProcess process, Address buffer, Ghost got);

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    [InlineData("B20")]
    public void A_read_begins_a_sequence_and_stops_it(string environment)
        => MustCall(environment, 123234_14, 60, ReadTwice, calls => kernel => new RecordsModule(kernel, calls));

    [Theory]
    [InlineData("S26", 124_124_14)]
    [InlineData("S68", 1234_1234_14_14)]
    public void Small_reads_begin_a_sequence_for_every_record(string environment, long calls)
        => MustCall(environment, calls, 2220, SmallReads, c => kernel => new RecordsModule(kernel, c));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_record_that_does_not_fit_is_printed_again_to_a_larger_buffer(string environment)
        => MustCall(environment, 124_12324_1234_14, 258, ReadToTheEnd, c => kernel => new RecordsModule(kernel, c, new string('x', SeqFiles.PageSize) + "\n"));

    [Theory]
    [InlineData("S26", 12324_14)]
    [InlineData("S68", 123234_14)]
    public void Lseek_prints_what_is_before_the_position_to_nobody(string environment, long calls)
        => MustCall(environment, calls, 42, SeekAndRead, c => kernel => new RecordsModule(kernel, c));

    [Fact]
    public void A_positive_result_of_show_leaves_the_record_out_in_6_8()
        => MustCall("S68", 123234_14, 30, ReadTwice, c => kernel => new RecordsModule(kernel, c) { FirstShown = 1 });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void An_error_of_start_is_the_readers_and_the_sequence_is_stopped(string environment)
        => MustCall(environment, 14_14, -55, ReadTwice, c => kernel => new RecordsModule(kernel, c) { StartFails = Errno.EIO });

    [Fact]
    public void A_next_that_does_not_move_on_is_complained_of_in_6_8()
        => Explored.MustProve("S68", stage =>
        {
            var log = stage.ReadsLog();
            var calls = stage.Ghost("calls");
            stage.Load(kernel => new RecordsModule(kernel, calls) { ForgetsPosition = true });
            var got = stage.Ghost("got");
            var buffer = stage.UserBuffer("buffer", BufferSize);
            stage.Process("cat", p => ReadTwice(p, buffer, got));
            stage.Reach("the kernel complained", () => log.Contains("seq_file: buggy .next function records_next did not update position index"));
        });

    [Theory]
    [InlineData("S26", -Errno.ESPIPE)]
    [InlineData("S68", 2)]
    public void Pread_is_refused_by_2_6_11_and_seeks_in_6_8(string environment, int expected)
        => Explored.MustProve(environment, stage =>
        {
            var calls = stage.Ghost("calls");
            var result = stage.Ghost("result");
            stage.Load(kernel => new RecordsModule(kernel, calls));
            var buffer = stage.UserBuffer("buffer", BufferSize);
            stage.Process("cat", async p => result.Value = await p.Pread(await p.Open(Path), buffer, 2, 1));
            stage.Reach("pread came back", () => result.Value == expected);
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Single_open_hands_on_what_it_was_given(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(kernel => new PrivateModule(kernel));
            var text = stage.UserBuffer("text", BufferSize);
            var end = stage.Ghost("end");
            stage.Process("cat", async p =>
            {
                long fd = await p.Open("/proc/private");
                end.Value = await p.Read(fd, text, BufferSize) == 8 && await p.Read(fd, text + 8, BufferSize - 8) == 0 ? 1 : 0;
                await p.Close(fd);
            });
            stage.Reach("the text is there", () => end.Value == 1 && TextAt(stage, text, 8) == "42    |\n");
        });

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_list_that_is_walked_without_its_lock_is_freed_under_the_reader(string environment)
        => Explored.MustFind(environment, "use-after-free", stage => ReaderAndWriter(stage, locks: false));

    [Theory]
    [InlineData("UP", false)]
    [InlineData("S26", true)]
    [InlineData("S68", true)]
    public void A_lock_from_start_to_stop_covers_the_walk_and_not_the_copy(string environment, bool faults)
        => Explored.MustProve(environment, stage => ReaderAndWriter(stage, locks: true), faults);

    [Fact]
    public void The_table_of_functions_goes_with_its_module()
    {
        var result = Explored.AllIn("UP", stage =>
        {
            var calls = stage.Ghost("calls");
            var fd = stage.Ghost("descriptor");
            stage.Load(kernel => new RecordsModule(kernel, calls, records: 1, pinned: false));
            var buffer = stage.UserBuffer("buffer", 8);
            stage.Process("cat", async p => await p.Read(fd.Value, buffer, 8), before: async p => fd.Value = await p.Open(Path));
            stage.Process("rmmod", async p => await p.Rmmod("records"));
        });
        Assert.Contains(result.Findings, f => f.Kind == "use-after-free" && f.Title.Contains("records_seq_ops", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_readers_of_one_open_file_take_turns()
        => Explored.MustProve("S26", stage =>
        {
            var calls = stage.Ghost("calls");
            var fd = stage.Ghost("descriptor");
            var got = stage.Ghost("got");
            stage.Load(kernel => new RecordsModule(kernel, calls, records: 1));
            var own = stage.UserBuffer("parent's buffer", 8);
            var other = stage.UserBuffer("child's buffer", 8);
            var parent = stage.Process("cat", async p => got.Value += await p.Read(fd.Value, own, 8), before: async p => fd.Value = await p.Open(Path));
            stage.Fork(parent, async p => got.Value += await p.Read(fd.Value, other, 8));
            stage.Never("the sequences are mixed", () => calls.Value is not (0 or 1 or 12 or 123 or 1234 or 12341 or 123414));
            stage.Reach("one of them got the record, the other one its end", () => got.Value == 3 && calls.Value == 123414);
        });

    [Theory]
    [InlineData("S26", 5)]
    [InlineData("B20", 5)]
    [InlineData("S68", -Errno.ESPIPE)]
    public void Lseek_without_a_method_is_what_each_kernel_has(string environment, int expected)
        => Explored.MustProve(environment, stage =>
        {
            var result = stage.Ghost("result");
            stage.Load(kernel => new TestModule(kernel, _ => new KTask<long>(0)));
            stage.Process("cat", async p =>
            {
                long fd = await p.Open("/proc/test", OpenFlags.WriteOnly);
                await p.Lseek(fd, 3);
                result.Value = await p.Lseek(fd, 2, Whence.Current);
                await p.Close(fd);
            });
            stage.Reach("it came back", () => result.Value == expected);
        });

    private static async KTask ReadTwice(UserProcess process, Address buffer, Ghost got)
    {
        long fd = await process.Open(Path);
        long first = await process.Read(fd, buffer, BufferSize);
        got.Value = (first * 10) + await process.Read(fd, buffer, BufferSize);
        await process.Close(fd);
    }

    private static async KTask SmallReads(UserProcess process, Address buffer, Ghost got)
    {
        long fd = await process.Open(Path);
        for (int i = 0; i < 4; i++)
        {
            long read = await process.Read(fd, buffer, 2);
            got.Value = (got.Value * 10) + read;
        }

        await process.Close(fd);
    }

    private static async KTask ReadToTheEnd(UserProcess process, Address buffer, Ghost got)
    {
        long fd = await process.Open(Path);
        long read;
        do
        {
            read = await process.Read(fd, buffer, BufferSize);
            got.Value += read;
        }
        while (read > 0);

        await process.Close(fd);
    }

    private static async KTask SeekAndRead(UserProcess process, Address buffer, Ghost got)
    {
        long fd = await process.Open(Path);
        long at = await process.Lseek(fd, 4);
        got.Value = (at * 10) + await process.Read(fd, buffer, BufferSize);
        await process.Close(fd);
    }

    /// <summary>One reader: what it got, and how the module was called for it.</summary>
    private static void MustCall(string environment, long calls, long got, Reader program, Func<Ghost, Func<LinuxKernel, RecordsModule>> make)
        => Explored.MustProve(environment, stage =>
        {
            var called = stage.Ghost("calls");
            var read = stage.Ghost("got");
            var done = stage.Ghost("done");
            stage.Load(make(called));
            var buffer = stage.UserBuffer("buffer", BufferSize);
            stage.Process("cat", async p =>
            {
                await program(p, buffer, read);
                done.Value = 1;
            });
            stage.Never($"calls other than {calls}, or bytes other than {got}", () => done.Value == 1 && (called.Value != calls || read.Value != got));
            stage.Reach("the reader is done", () => done.Value == 1);
        });

    private static void ReaderAndWriter(Stage stage, bool locks)
    {
        stage.Load(kernel => new NamesModule(kernel, locks));
        var buffer = stage.UserBuffer("buffer", 8);
        var reader = stage.Ghost("descriptor of cat");
        var writer = stage.Ghost("descriptor of tee");
        var read = stage.Ghost("read");
        var written = stage.Ghost("written");
        stage.Process("cat", async p => read.Value = await p.Read(reader.Value, buffer, 8), before: async p => reader.Value = await p.Open("/proc/names"));
        stage.Process("tee", async p => written.Value = await p.Write(writer.Value, buffer, 1), before: async p => writer.Value = await p.Open("/proc/names", OpenFlags.WriteOnly));
        stage.Reach("the list was read and changed", () => read.Value > 0 && written.Value == 1);
    }

    private static string TextAt(Stage stage, Address start, int length)
        => string.Create(length, (stage, start), static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = (char)new Shared<byte>(from.stage.Computer, from.start + i).Inspect();
            }
        });
}
