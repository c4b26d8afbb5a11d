using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>
/// Files of /proc with default operations: read_proc with what it says in *start and *eof, and the page it writes to;
/// write_proc, and memcpy.
/// </summary>
public sealed class ProcFileTests
{
    public static TheoryData<string> WithReadProc => ["U0", "B20", "S26p"];

    public static TheoryData<string> Both => ["S26", "S68"];

    [Theory]
    [MemberData(nameof(Both))]
    public void Without_start_the_function_is_asked_again_with_a_larger_offset_until_it_gives_no_more(string environment)
        => Reads(environment, [4, 4, 2, 0], 4, (m, page, a) =>
        {
            int length = ProcModule.Print(m.Whole(page), "ten chars!");
            return new KTask<int>(a.Offset < length ? length : 0);
        });

    [Theory]
    [MemberData(nameof(Both))]
    public void An_offset_above_0_that_means_the_end_loses_the_rest(string environment)
        => Reads(environment, [4, 0], 4, (m, page, a) => new KTask<int>(a.Offset > 0 ? 0 : ProcModule.Print(m.Whole(page), "ten chars!")));

    [Fact]
    public void With_eof_nobody_is_asked_again()
        => Reads("S26", [10], 16, (m, page, a) =>
        {
            a.Eof = true;
            return new KTask<int>(a.Offset > 0 ? -Errno.EIO : ProcModule.Print(m.Whole(page), "ten chars!"));
        });

    [Fact]
    public void A_small_number_in_start_is_how_far_the_position_goes_on()
        => Reads("S26", [3, 3, 0], 3, (m, page, a) =>
        {
            ProcModule.Print(m.Whole(page), "abc");
            a.Start = new Address(100);
            a.Eof = true;
            return new KTask<int>(a.Offset < 200 ? 3 : 0);
        });

    [Fact]
    public void More_than_a_page_is_said_to_be_an_overflow_and_is_cut()
        => Explored.MustProve("S26", stage =>
        {
            var log = stage.ReadsLog();
            AddReader(stage, 16, 1, out var results, (m, page, a) =>
            {
                ProcModule.Print(m.Whole(page), "sixteen letters!");
                return new KTask<int>(5000);
            });
            stage.Reach("the kernel has complained", () => results[0].Value == 17 && log.Contains("proc_file_read: Apparent buffer overflow!"));
        });

    [Theory]
    [MemberData(nameof(Both))]
    public void Behind_a_whole_page_there_is_nothing(string environment)
        => Explored.MustFind(environment, "out-of-bounds", stage => AddReader(stage, 4, 1, out _, (m, page, a) =>
        {
            m.Whole(page)[4096] = 0;
            return new KTask<int>(1);
        }));

    [Theory]
    [MemberData(nameof(Both))]
    public void A_page_comes_back_as_one_that_nobody_has_written(string environment)
    {
        var found = Explored.MustFind(environment, "uninitialised-read", stage => AddReader(stage, 4, 2, out _, async (m, page, a) =>
        {
            if (await m.Size.Load() == 0)
            {
                await m.Size.Store(1);
                m.Whole(page)[0] = 1;
            }

            a.Eof = true;
            return 1 + (int)a.Offset;
        }));
        Assert.Contains("page of proc_file_read", found.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_for_whom_there_is_no_page_gets_ENOMEM()
        => Explored.MustProve("S26", stage =>
        {
            stage.AllocationsMayFail(1, inProcfs: true);
            AddReader(stage, 4, 1, out var results, (m, page, a) => new KTask<int>(a.Offset > 0 ? 0 : ProcModule.Print(m.Whole(page), "ok")));
            stage.Never("another answer", () => results[0].Value is not (0 or 3 or 1 - Errno.ENOMEM));
            stage.Reach("read", () => results[0].Value == 3);
            stage.Reach("no page", () => results[0].Value == 1 - Errno.ENOMEM);
        });

    [Theory]
    [MemberData(nameof(WithReadProc))]
    public void Write_goes_to_write_proc_with_the_data_of_the_entry(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new ProcModule(k) { Data = 40, Write = (_, _, count, data) => new KTask<int>((int)count - (data.Value == 40 ? 0 : 1)) });
            AddWriter(stage, out var result);
            stage.Reach("written", () => result.Value == 2);
        });

    [Theory]
    [MemberData(nameof(WithReadProc))]
    public void Write_without_write_proc_is_EIO(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new ProcModule(k));
            AddWriter(stage, out var result);
            stage.Reach("refused", () => result.Value == -Errno.EIO);
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void With_pde_users_removal_waits_for_a_write_proc(string environment)
        => Explored.MustProve(environment, WriterAndRmmod, kernelFix: "pde_users");

    [Theory]
    [MemberData(nameof(Both))]
    public void A_write_that_returns_more_than_it_was_given_is_found(string environment)
        => Explored.MustFind(environment, "count-exceeded", stage =>
        {
            stage.Load(k => new ProcModule(k) { Write = (_, _, count, _) => new KTask<int>((int)count + 1) });
            AddWriter(stage, out _);
        });

    [Fact]
    public void Too_long_a_copy_to_an_array_of_known_size_overflows_it_and_in_6_8_is_refused()
    {
        Explored.MustFind("S26", "out-of-bounds", LongCopy);
        var found = Explored.MustFind("S68", "out-of-bounds", LongCopy);
        Assert.Contains("Buffer overflow detected (8 < 9)!", found.Title, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Memcpy_is_torn_by_a_writer(string environment) => Explored.MustFind(environment, "torn-text", stage => CopierAndWriter(stage, locks: false));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void Memcpy_is_not_torn_where_nobody_comes_between(string environment) => Explored.MustProve(environment, stage => CopierAndWriter(stage, locks: false));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Memcpy_under_a_mutex_is_whole(string environment) => Explored.MustProve(environment, stage => CopierAndWriter(stage, locks: true));

    private static void Reads(string environment, long[] expected, int chunk, Func<ProcModule, Address, ReadProcArguments, KTask<int>> read)
        => Explored.MustProve(environment, stage =>
        {
            AddReader(stage, chunk, expected.Length, out var results, read);
            stage.Reach("these lengths", () => results.Select(r => r.Value - 1).SequenceEqual(expected));
        });

    /// <summary>A process that reads a number of times; each result + 1 is kept.</summary>
    private static void AddReader(Stage stage, int chunk, int times, out Ghost[] results, Func<ProcModule, Address, ReadProcArguments, KTask<int>> read)
    {
        stage.Load(k => new ProcModule(k) { Read = read });
        var kept = Enumerable.Range(0, times).Select(i => stage.Ghost($"result {i}")).ToArray();
        var buffer = stage.UserBuffer("buffer", 16);
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(ProcModule.Path);
            foreach (var result in kept)
            {
                var (ghost, got) = (result, await p.Read(fd, buffer, chunk));
                ghost.Value = got + 1;
            }
        });
        results = kept;
    }

    private static void AddWriter(Stage stage, out Ghost result)
    {
        var kept = stage.Ghost("result");
        var text = stage.UserText("text", "ab");
        stage.Process("sh", async p =>
        {
            long fd = await p.Open(ProcModule.Path, OpenFlags.WriteOnly);
            kept.Value = await p.Write(fd, text, 2);
        });
        result = kept;
    }

    private static void LongCopy(Stage stage)
    {
        stage.Load(k => new ProcModule(k) { Write = async (m, from, count, _) => await m.Fetch(from, (int)count) == 0 ? (int)count : -Errno.EFAULT });
        var text = stage.UserText("text", "ninechars");
        stage.Process("sh", async p => await p.Write(await p.Open(ProcModule.Path, OpenFlags.WriteOnly), text, 9));
    }

    private static void WriterAndRmmod(Stage stage)
    {
        var inside = stage.Ghost("inside");
        var module = stage.Load(k => new ProcModule(k)
        {
            Write = async (m, _, count, _) =>
            {
                inside.Value = 1;
                await m.Size.Store(count);
                inside.Value = 2;
                return (int)count;
            },
        });
        AddWriter(stage, out _);
        stage.Process("rmmod", async p => await p.Rmmod(ProcModule.EntryName));
        stage.Never("removed while somebody is inside", () => module.State == ModuleState.Unloaded && inside.Value == 1);
        stage.Reach("somebody was inside, and it was removed", () => module.State == ModuleState.Unloaded && inside.Value == 2);
    }

    /// <summary>One process has a text copied to it by memcpy while another one writes; "aa" becomes "bb".</summary>
    private static void CopierAndWriter(Stage stage, bool locks)
    {
        var history = new TextHistory(stage, "", text => text);
        int first = history.Write("aa");
        int second = history.Write("bb");
        stage.Load(k => new ProcModule(k)
        {
            Read = async (m, page, a) =>
            {
                if (locks)
                {
                    await m.Mutex.Down();
                }

                await m.Copy(page, m.Text.Address, 2);
                if (locks)
                {
                    await m.Mutex.Up();
                }

                a.Eof = true;
                return 2;
            },
            Write = async (m, from, count, _) =>
            {
                if (locks)
                {
                    await m.Mutex.Down();
                }

                int left = await m.Fetch(from, (int)count);
                if (locks)
                {
                    await m.Mutex.Up();
                }

                return (int)count - left;
            },
        });
        var before = stage.UserText("aa", "aa");
        var after = stage.UserText("bb", "bb");
        var buffer = stage.UserBuffer("buffer", 2);
        var fds = new[] { stage.Ghost("reader's descriptor"), stage.Ghost("writer's descriptor") };
        var read = stage.Ghost("read");
        stage.Process(
            "cat",
            async p =>
            {
                long began = history.BeginRead();
                read.Value = await p.Read(fds[0].Value, buffer, 2);
                history.EndRead(began, buffer, read.Value);
            },
            before: async p =>
            {
                var (mine, other) = (fds[0], fds[1]);
                mine.Value = await p.Open(ProcModule.Path);
                other.Value = await p.Open(ProcModule.Path, OpenFlags.ReadWrite);
                history.Begin(first);
                await p.Write(other.Value, before, 2);
                history.End(first);
            });
        stage.Process(
            "tee",
            async p =>
            {
                history.Begin(second);
                await p.Write(fds[1].Value, after, 2);
                history.End(second);
            },
            before: async p => fds[1].Value = await p.Open(ProcModule.Path, OpenFlags.WriteOnly));
        stage.Reach("both texts were read", () => read.Value == 2);
    }
}
