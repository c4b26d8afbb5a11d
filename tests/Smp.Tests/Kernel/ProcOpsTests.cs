using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>What modules with a struct proc_ops meet in 6.8: names, pointers, positions, and what the kernel warns of.</summary>
public sealed class ProcOpsTests
{
    private const string Path = ProcOpsModule.Path;
    private const string Name = ProcOpsModule.ModuleName;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, -Errno.ENOENT)]
    public void A_name_that_is_taken_is_refused_and_removal_by_name_removes_the_others(bool byName, int opened)
        => Explored.MustProve("S68", stage =>
        {
            var log = stage.ReadsLog();
            stage.Load(k => new ProcOpsModule(k));
            stage.Make(k => new ProcOpsModule(k, name: "second", removesByName: byName));
            var inserted = stage.Ghost("insmod");
            var found = stage.Ghost("open");
            stage.Process("sh", async p =>
            {
                inserted.Value = await p.Insmod("second");
                found.Value = Math.Min(await p.Open(Path), 0);
                await p.Compute();
            });
            stage.Reach("refused", () => inserted.Value == -Errno.ENOMEM && found.Value == opened && log.Contains("proc_dir_entry '/proc/ops' already registered"));
        });

    [Fact]
    public void The_pointer_removes_the_entry_and_a_name_that_nobody_has_is_warned_of()
        => Explored.MustProve("S68", stage =>
        {
            var log = stage.ReadsLog();
            stage.Load(k => new ProcOpsModule(k, removesByName: true));
            stage.Make(k => new ProcOpsModule(k, name: "second"));
            var removed = stage.Ghost("removed");
            stage.Process("sh", async p =>
            {
                await p.Insmod("second");
                await p.Rmmod(Name);
                await p.Insmod("second");
                bool there = await p.Open(Path) >= 0;
                removed.Value = there ? 1 + await p.Rmmod("second") : 0;
                removed.Value += await p.Open(Path) == -Errno.ENOENT ? 1 : 0;
                await p.Insmod(Name);
                await p.Rmmod(Name);
                await p.Compute();
            });
            stage.Never("a warning", () => log.Contains("name 'ops'"));
            stage.Reach("it came and went", () => removed.Value == 2);
        });

    [Fact]
    public void A_name_that_nobody_has_is_warned_of()
        => Explored.MustProve("S68", stage =>
        {
            var log = stage.ReadsLog();
            stage.Load(k => new ProcOpsModule(k, removesByName: true));
            stage.Make(k => new ProcOpsModule(k, name: "second", removesByName: true));
            stage.Process("sh", async p =>
            {
                await p.Insmod("second");
                await p.Rmmod(Name);
            });
            stage.Reach("warned", () => log.Contains("<4>name 'ops'\n"));
        });

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Two_reads_through_one_file_take_turns(string environment)
        => Explored.MustProve(environment, stage => TwoReaders(stage, stage.Load(k => new ProcOpsModule(k, read: Advance)), pread: false));

    [Fact]
    public void Pread_brings_its_own_position_and_waits_for_nobody()
        => Explored.MustFind("S68", "never", stage => TwoReaders(stage, stage.Load(k => new ProcOpsModule(k, read: Advance)), pread: true));

    [Fact]
    public void What_has_no_method_is_EIO_and_a_call_that_failed_keeps_the_position()
        => Explored.MustProve("S68", stage =>
        {
            stage.Load(k => new ProcOpsModule(k, read: (_, _, length, offset) =>
            {
                offset.Value += 1;
                return new KTask<long>(length == 0 ? -Errno.EINVAL : offset.Value);
            }));
            var results = stage.Ghost("results");
            stage.Process("sh", async p =>
            {
                long fd = await p.Open(Path, OpenFlags.ReadWrite);
                bool isEio = await p.Write(fd, Address.Null, 1) == -Errno.EIO;
                bool failed = await p.Read(fd, Address.Null, 0) == -Errno.EINVAL;
                results.Value = isEio && failed ? await p.Read(fd, Address.Null, 1) : -1;
                await p.Compute();
            });
            stage.Reach("the second read began where the first had", () => results.Value == 1);
        });

    [Fact]
    public void A_copy_longer_than_an_array_is_warned_of_and_nothing_is_copied()
    {
        var found = Explored.MustFind("S68", "out-of-bounds", stage => Copier(stage, 9));
        Assert.Contains("Buffer overflow detected (8 < 9)!", found.Report.Finding.Message, StringComparison.Ordinal);
        Explored.MustProve("S68", stage => Copier(stage, 8));
    }

    [Fact]
    public void A_text_without_its_end_is_read_beyond_its_array()
    {
        Explored.MustFind("S68", "out-of-bounds", stage => Printer(stage, "12345678"));
        Explored.MustProve("S68", stage => Printer(stage, "1234567"));
    }

    [Fact]
    public void A_piece_of_memory_is_copied_as_it_stands()
        => Explored.MustProve("S68", stage =>
        {
            var module = stage.Load(k => new ProcOpsModule(k, write: async (m, buffer, length, _) =>
            {
                await m.FromUser(buffer, 4);
                await m.CopyWithin(4, 0, 3);
                return length;
            }));
            Write(stage, "abcd", 4);
            stage.Reach("copied", () => Enumerable.Range(0, 8).All(i => new Shared<byte>(stage.Computer, module.Text.Address + i).Inspect() == "abcdabc\0"[i]));
        });

    [Fact]
    public void A_put_on_a_count_of_zero_is_a_warning_and_the_next_rmmod_a_BUG()
    {
        static ProcOpsModule Putting(LinuxKernel kernel) => new(kernel, release: async m =>
        {
            await m.PutSelf();
            return 0;
        });
        Explored.MustFind("S68", "refcount-underflow", stage =>
        {
            stage.Load(Putting);
            stage.Process("cat", async p => await p.Close(await p.Open(Path)));
        });
        Explored.MustFind("S68", "kernel-bug", stage =>
        {
            stage.Load(Putting);
            stage.Process("rmmod", async p => await p.Rmmod(Name), before: async p => await p.Close(await p.Open(Path)));
        });
    }

    [Fact]
    public void A_fault_that_is_told_as_the_end_of_the_file_is_hidden()
        => Explored.MustFind("S68", "fault-hidden", stage =>
        {
            stage.Load(k => new ProcOpsModule(k, read: async (m, buffer, _, _) => await m.ToUser(buffer, 4) != 0 ? 0 : 4));
            stage.Process("cat", async p => await p.Read(await p.Open(Path), Address.Null, 4));
        });

    /// <summary>Reads one byte's worth of position in several steps.</summary>
    private static async KTask<long> Advance(ProcOpsModule module, Address buffer, long length, LocalLong offset)
    {
        await module.Value.Store((int)offset.Value);
        offset.Value += 1;
        return offset.Value;
    }

    private static void TwoReaders(Stage stage, ProcOpsModule module, bool pread)
    {
        var fd = stage.Ghost("descriptor");
        var first = stage.Ghost("first's position");
        var second = stage.Ghost("second's position");
        var parent = stage.Process("parent", p => Read(p, first), before: async p => fd.Value = await p.Open(Path));
        stage.Fork(parent, p => Read(p, second));
        stage.Never("both read at one position", () => first.Value != 0 && first.Value == second.Value);
        stage.Reach("both read", () => first.Value != 0 && second.Value != 0 && module.State == ModuleState.Live);

        async KTask Read(UserProcess process, Ghost position)
        {
            position.Value = pread ? await process.Pread(fd.Value, Address.Null, 8, 0) : await process.Read(fd.Value, Address.Null, 8);
            await process.Compute();
        }
    }

    private static void Copier(Stage stage, int count)
    {
        stage.Load(k => new ProcOpsModule(k, write: async (m, buffer, length, _) => await m.FromUser(buffer, length) == 0 ? length : -Errno.EFAULT));
        Write(stage, "123456789", count);
    }

    private static void Printer(Stage stage, string text)
    {
        stage.Load(k => new ProcOpsModule(k, write: async (m, buffer, length, _) =>
        {
            await m.FromUser(buffer, length);
            await m.Print();
            return length;
        }));
        Write(stage, text, text.Length);
    }

    private static void Write(Stage stage, string text, int count)
    {
        var buffer = stage.UserText("text", text);
        var done = stage.Ghost("written");
        stage.Process("sh", async p =>
        {
            done.Value = await p.Write(await p.Open(Path, OpenFlags.WriteOnly), buffer, count);
            await p.Compute();
        });
        stage.Reach("written", () => done.Value == count);
    }
}
