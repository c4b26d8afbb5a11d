using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>VFS over /proc: descriptors, the permission hook, O_NONBLOCK, user copies.</summary>
public sealed class FileTests
{
    private const string Path = "/proc/sleep";

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_permission_hook_decides_who_may_open(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new Sleep(k));
            var seen = stage.Ghost("seen");
            stage.Process("user", euid: 1000, program: async p =>
            {
                long write = await p.Open(Path, OpenFlags.WriteOnly);
                long both = await p.Open(Path, OpenFlags.ReadWrite);
                long missing = await p.Open("/proc/nothing");
                long elsewhere = await p.Open("/etc/passwd");
                long read = await p.Open(Path);
                seen.Value = write == -Errno.EACCES && both == -Errno.EACCES && missing == -Errno.ENOENT && elsewhere == -Errno.ENOENT && read == 3 ? 1 : 2;
                await p.Compute();
            });
            stage.Never("another answer", () => seen.Value == 2);
            stage.Reach("all answers", () => seen.Value == 1);
        });

    [Fact]
    public void As_printed_root_may_not_open_for_both_and_corrected_it_may()
    {
        foreach (bool corrected in new[] { false, true })
        {
            Explored.MustProve("U0", stage =>
            {
                stage.Load<KernelModule>(k => corrected ? new SleepFixed(k) : new Sleep(k));
                var result = stage.Ghost("result");
                stage.Process("root", async p =>
                {
                    result.Value = 1 + await p.Open(Path, OpenFlags.ReadWrite);
                    await p.Compute();
                });
                stage.Reach("the answer", () => result.Value == 1 + (corrected ? 3 : -Errno.EACCES));
            });
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_non_blocking_open_of_a_file_that_is_held_would_block(string environment)
    {
        foreach (bool corrected in new[] { false, true })
        {
            Explored.MustProve(environment, stage =>
            {
                stage.Load<KernelModule>(k => corrected ? new SleepFixed(k) : new Sleep(k));
                var fd = stage.Ghost("descriptor");
                var result = stage.Ghost("result");
                stage.Process("holder", async p => await p.Compute(), before: async p => fd.Value = await p.Open(Path));
                stage.Process("cat_noblock", async p =>
                {
                    result.Value = await p.Open(Path, OpenFlags.NonBlock);
                    await p.Compute();
                });
                stage.Reach("EAGAIN, or free again", () => result.Value is -Errno.EAGAIN or 3);
            });
        }
    }

    [Fact]
    public void What_was_written_is_read_back_and_a_bad_buffer_is_a_bad_address()
        => Explored.MustProve("U0", stage =>
        {
            stage.Load(k => new SleepFixed(k));
            var buffer = stage.UserBuffer("buffer", 64);
            stage.Computer.Memory.Write(buffer, (byte)'h');
            stage.Computer.Memory.Write(buffer + 1, (byte)'i');
            var wrote = stage.Ghost("wrote");
            var read = stage.Ghost("read");
            var end = stage.Ghost("end");
            var bad = stage.Ghost("bad");
            stage.Process("user", async p =>
            {
                long fd = await p.Open(Path, OpenFlags.WriteOnly);
                wrote.Value = await p.Write(fd, buffer, 2);
                bad.Value = await p.Write(fd, Address.Null, 2);
                await p.Close(fd);
                fd = await p.Open(Path);
                read.Value = await p.Read(fd, buffer + 8, 40);
                end.Value = 1 + await p.Read(fd, buffer + 8, 40);
                await p.Close(fd);
                await p.Compute();
            });
            byte At(int i) => stage.Computer.Memory.Read<byte>(buffer + 8 + i);
            stage.Reach(
                "Last input:hi",
                () => wrote.Value == 2 && bad.Value == -Errno.EFAULT && read.Value == "Last input:hi\n".Length && end.Value == 1 && At(11) == 'h' && At(12) == 'i');
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    public void A_user_copy_that_may_sleep_lets_another_process_in_where_nothing_else_does(string environment)
    {
        Explored.MustProve(environment, TwoWriters);
        Explored.MustFind(environment, "never", TwoWriters, faults: true);
    }

    // Two writers of two bytes each to the module as printed: with a sleep in the copy the text is one nobody wrote.
    private static void TwoWriters(Stage stage)
    {
        var module = stage.Load(k => new TwoByteModule(k));
        var bytes = ((TwoByteModule)module).Bytes;
        var done = stage.Ghost("done");
        for (int i = 0; i < 2; i++)
        {
            var fd = stage.Ghost($"descriptor {i}");
            var buffer = stage.UserBuffer($"buffer {i}", 2);
            stage.Computer.Memory.Write(buffer, (byte)('a' + i));
            stage.Computer.Memory.Write(buffer + 1, (byte)('a' + i));
            stage.Process(
                "writer",
                async p =>
                {
                    await p.Write(fd.Value, buffer, 2);
                    done.Value++;
                    await p.Compute();
                },
                before: async p => fd.Value = await p.Open("/proc/two", OpenFlags.WriteOnly));
        }

        byte At(int i) => stage.Computer.Memory.Read<byte>(bytes.Address + i);
        stage.Never("a text nobody wrote", () => done.Value == 2 && At(0) != At(1));
        stage.Reach("both wrote", () => done.Value == 2);
    }

    [Fact]
    public void What_a_module_prints_stands_in_the_ring_buffer()
    {
        var kernel = new LinuxKernel(new Computer(), Environments.Find("S26")!);
        for (int i = 0; i < 300; i++)
        {
            kernel.Log.Append($"<6>line {i}");
        }

        var lines = kernel.Log.Lines.ToList();
        Assert.Equal(256, lines.Count);
        Assert.Equal("<6>line 44", lines[0]);
        Assert.Equal("<6>line 299", lines[^1]);
    }
}

/// <summary>A module whose write takes two bytes, one after the other, without a lock.</summary>
internal sealed class TwoByteModule : KernelModule
{
    private readonly FileOperations _fileOps;

    internal TwoByteModule(LinuxKernel kernel)
        : base(kernel, "two")
    {
        Bytes = Chars("bytes", 2);
        _fileOps = FileOperations("two_fops", write: TwoWrite, owner: true);
    }

    internal SharedBytes Bytes { get; }

    public async KTask<long> TwoWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        await Bytes.Store(0, (byte)await GetUser(buffer));
        await Bytes.Store(1, (byte)await GetUser(buffer + 1));
        return 2;
    }

    public override async KTask<int> InitModule()
    {
        var entry = await CreateProcEntry("two", 0x1b6);
        await entry.Owner.Store(ThisModule.Value);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }
}
