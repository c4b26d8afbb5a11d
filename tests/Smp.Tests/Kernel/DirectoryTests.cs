using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>
/// Directories that can be read, stat(2), unlink(2) and readlink(2); and /proc read while an entry goes: 2.6.11, in which
/// nothing keeps the entry that the reader is at, and the kernels that hold it.
/// </summary>
public sealed class DirectoryTests
{
    private const int BufferSize = 512;

    public static TheoryData<string> Both => ["U0", "S26", "S68"];

    [Theory]
    [InlineData("U0", ". .. file modules devices self")]
    [InlineData("B20", ". .. file modules devices self")]
    [InlineData("S68", ". .. file devices modules self")]
    public void Proc_lists_what_modules_made_what_is_the_kernel_s_own_and_the_processes(string environment, string names)
        => Lists(environment, "/proc", names, stage =>
        {
            stage.KernelProcFile("/proc/devices", () => "");
            stage.KernelProcFile("/proc/modules", () => "");
            stage.Load(k => new FileModule(k));
        });

    [Theory]
    [InlineData("S26", ". .. file sys modules self 1")]
    [InlineData("S68", ". .. sys file modules self 1")]
    public void A_process_that_has_files_is_listed_and_a_directory_of_the_kernel_s_once(string environment, string names)
        => Lists(environment, "/proc", names, stage =>
        {
            stage.KernelProcFile("/proc/modules", () => "");
            stage.KernelProcFile("/proc/sys/kernel/tainted", () => "");
            stage.KernelProcFile("/proc/sys/kernel/other", () => "");
            stage.KernelProcFile("/proc/1/status", () => "");
            stage.Load(k => new FileModule(k));
        });

    [Theory]
    [MemberData(nameof(Both))]
    public void Directories_below_proc_list_what_is_in_them(string environment)
    {
        Lists(environment, "/proc/sys", ". .. kernel", stage => stage.KernelProcFile("/proc/sys/kernel/tainted", () => ""));
        Lists(environment, "/proc/1", ". .. wchan cmdline comm status", stage => stage.Kernel.ProcPidText.Add(stage.SleepingProcess("sleeper").Task));
    }

    [Fact]
    public void The_disk_lists_directories_then_device_files_in_the_order_in_which_they_were_made()
    {
        Lists("U0", "/", ". .. dev proc root sys tmp", _ => { });
        Lists("U0", "/dev", ". .. null b a", stage =>
        {
            stage.DeviceNode("/dev/b", 254, 0);
            stage.DeviceNode("/dev/a", 254, 1);
            stage.DeviceNode("/root/c", 254, 1);
        });
    }

    [Fact]
    public void A_small_buffer_takes_record_after_record_and_names_that_go_leave_the_others_their_places()
        => Proves("U0", 4, async (p, buffer, right) =>
        {
            for (int i = 0; i < 3; i++)
            {
                await p.Mknod($"/dev/{i}", 254, i);
            }

            long fd = await p.Open("/dev");
            right.Value += await p.Getdents(fd, buffer, 8) == -Errno.EINVAL ? 1 : 0;
            long length = await p.Getdents(fd, buffer, 50);
            right.Value += Text(p, buffer, length) == ". .. null" ? 1 : 0;
            await p.Unlink("/dev/0");
            await p.Unlink("/dev/1");
            length = await p.Getdents(fd, buffer, BufferSize);
            right.Value += Text(p, buffer, length) == "2" ? 1 : 0;
            right.Value += await p.Getdents(fd, buffer, BufferSize) == 0 ? 1 : 0;
        });

    [Theory]
    [MemberData(nameof(Both))]
    public void What_is_no_directory_or_is_not_there_says_so(string environment)
        => Proves(environment, 11, async (p, buffer, right) =>
        {
            right.Value += await p.Open("/nothing") == -Errno.ENOENT ? 1 : 0;
            right.Value += await p.Open("/nothing/at/all") == -Errno.ENOENT ? 1 : 0;
            right.Value += await p.Open("/proc/modules/x") == -Errno.ENOTDIR ? 1 : 0;
            right.Value += await p.Open("/proc/7/status") == -Errno.ENOENT ? 1 : 0;
            right.Value += await p.Open("/dev", OpenFlags.WriteOnly) == -Errno.EISDIR ? 1 : 0;
            right.Value += await p.Open("/proc//./../proc/modules") == 3 ? 1 : 0;
            right.Value += await p.Getdents(3, buffer, BufferSize) == -Errno.ENOTDIR ? 1 : 0;
            right.Value += await p.Getdents(4, buffer, BufferSize) == -Errno.EBADF ? 1 : 0;
            long fd = await p.Open("..");
            right.Value += await p.Getdents(fd, Address.Null, BufferSize) == -Errno.EFAULT ? 1 : 0;
            right.Value += await p.Read(fd, buffer, 1) == -Errno.EISDIR ? 1 : 0;
            right.Value += await p.Stat("/proc/modules/", buffer) == -Errno.ENOTDIR ? 1 : 0;
        }, stage => stage.KernelProcFile("/proc/modules", () => ""));

    [Theory]
    [MemberData(nameof(Both))]
    public void Stat_shows_what_the_file_system_knows(string environment)
        => Proves(environment, 8, async (p, buffer, right) =>
        {
            right.Value += await Status(p, "/proc/modules", buffer) == new FileStatus(0x8124, 1, 0, 0, 0, 0, 0) ? 1 : 0;
            right.Value += await Status(p, "/proc/sys", buffer) == new FileStatus(0x416d, 3, 0, 0, 0, 0, 0) ? 1 : 0;
            right.Value += await Status(p, "/dev", buffer) == new FileStatus(0x41ed, 2, 0, 0, 0, 4096, 8) ? 1 : 0;
            right.Value += await Status(p, "/tmp", buffer) is { Mode: 0x43ff } ? 1 : 0;
            right.Value += await p.Mknod("node", 254, 3, FileStatus.CharacterType | 0x1a4) == 0 ? 1 : 0;
            right.Value += await Status(p, "/root/node", buffer) == new FileStatus(0x21a4, 1, 0, 0, (254 << 8) | 3, 0, 0) ? 1 : 0;
            right.Value += await p.Stat("/root/none", buffer) == -Errno.ENOENT ? 1 : 0;
            right.Value += await p.Stat("/dev", Address.Null) == -Errno.EFAULT ? 1 : 0;
        }, stage =>
        {
            stage.KernelProcFile("/proc/modules", () => "");
            stage.KernelProcFile("/proc/sys/kernel/tainted", () => "");
        });

    /// <summary>PF1-4: procfs1.c says that its twelve characters are 37.</summary>
    [Theory]
    [InlineData("S26", 37)]
    [InlineData("S68", 0)]
    public void The_size_of_procfs1_is_what_the_module_says_where_it_can_say_it(string environment, long size)
        => Proves(
            environment,
            2,
            async (p, buffer, right) =>
            {
                var status = await Status(p, "/proc/helloworld", buffer);
                right.Value += status.Size == size && status.Links == 1 ? 1 : 0;
                right.Value += status.Mode == (size == 0 ? 0x81a4 : 0x8124) ? 1 : 0;
            },
            stage => stage.Load(k => new Procfs1(k)));

    [Fact]
    public void An_open_file_knows_its_size_and_a_seek_to_its_end_goes_there_where_the_module_has_no_llseek()
        => Proves("S26", 6, async (p, buffer, right) =>
        {
            long fd = await p.Open("/proc/entry");
            right.Value += await p.Fstat(fd, buffer) == 0 && FileStatus.At(p.Kernel.Computer, buffer) is { Size: 80, Mode: 0x81b6 } ? 1 : 0;
            right.Value += await p.Lseek(fd, 0, Whence.End) == 80 ? 1 : 0;
            right.Value += await p.Lseek(fd, -81, Whence.End) == -Errno.EINVAL ? 1 : 0;
            right.Value += await p.Fstat(4, buffer) == -Errno.EBADF ? 1 : 0;
            fd = await p.Open("/dev");
            right.Value += await p.Fstat(fd, buffer) == 0 && FileStatus.At(p.Kernel.Computer, buffer) is { Size: 4096, Mode: 0x41ed } ? 1 : 0;
            right.Value += await p.Lseek(await p.Open("/proc/helloworld"), 0, Whence.End) == -Errno.EINVAL ? 1 : 0;
        }, stage =>
        {
            stage.Load(k => new SizedModule(k));
            stage.Load(k => new Procfs1(k));
        });

    [Fact]
    public void The_null_device_takes_everything_and_gives_nothing()
        => Proves("S68", 4, async (p, buffer, right) =>
        {
            long fd = await p.Open("/dev/null", OpenFlags.ReadWrite);
            right.Value += await p.Write(fd, buffer, 100) == 100 ? 1 : 0;
            right.Value += await p.Read(fd, buffer, 100) == 0 ? 1 : 0;
            right.Value += await p.Close(fd) == 0 ? 1 : 0;
            right.Value += await Status(p, "/dev/null", buffer) is { Device: 0x103 } ? 1 : 0;
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Parameters_of_modules_are_files(string environment)
        => Proves(environment, 7, async (p, buffer, right) =>
        {
            const string Path = "/sys/module/hello_5/parameters/myint";
            right.Value += await p.Open(Path) == -Errno.ENOENT ? 1 : 0;
            await p.Insmod("hello_5");
            long length = await p.Getdents(await p.Open("/sys/module/hello_5/parameters"), buffer, BufferSize);
            right.Value += Text(p, buffer, length) == ". .. myshort myint mylong" ? 1 : 0;
            long fd = await p.Open(Path, OpenFlags.WriteOnly);
            p.Kernel.Computer.Memory.Write(buffer, (byte)'7');
            right.Value += await p.Write(fd, buffer, 1) == 1 ? 1 : 0;
            await p.Close(fd);
            fd = await p.Open(Path);
            right.Value += await p.Read(fd, buffer, BufferSize) == 2 && p.Kernel.Computer.Memory.Read<byte>(buffer) == '7' ? 1 : 0;
            right.Value += await p.Read(fd, buffer, BufferSize) == 0 ? 1 : 0;
            await p.Close(fd);
            right.Value += await p.Open("/sys/module/hello_5/parameters/mylong", OpenFlags.WriteOnly) == -Errno.EACCES ? 1 : 0;
            await p.Rmmod("hello_5");
            right.Value += await p.Open(Path) == -Errno.ENOENT ? 1 : 0;
        }, stage => stage.Make(k => new Hello5(k)));

    [Fact]
    public void A_device_file_that_was_removed_is_known_only_to_those_who_have_it_open()
        => Proves("S26", 6, async (p, buffer, right) =>
        {
            long fd = await p.Open(DeviceModule.Path);
            right.Value += fd == 3 ? 1 : 0;
            right.Value += await p.Unlink(DeviceModule.Path) == 0 ? 1 : 0;
            right.Value += await p.Open(DeviceModule.Path) == -Errno.ENOENT ? 1 : 0;
            right.Value += await p.Unlink(DeviceModule.Path) == -Errno.ENOENT ? 1 : 0;
            right.Value += await p.Mknod(DeviceModule.Path, DeviceModule.Major, 0) == 0 ? 1 : 0;
            await p.Close(fd);
            right.Value += await p.Open(DeviceModule.Path) == 3 ? 1 : 0;
        }, stage =>
        {
            stage.Load(k => new DeviceModule(k));
            stage.DeviceNode(DeviceModule.Path, DeviceModule.Major, 0);
        });

    [Fact]
    public void What_mknod_and_unlink_refuse()
    {
        Proves("S26", 8, async (p, _, right) =>
        {
            right.Value += await p.Mknod("/dev", 1, 1) == -Errno.EEXIST ? 1 : 0;
            right.Value += await p.Mknod("/none/x", 1, 1) == -Errno.ENOENT ? 1 : 0;
            right.Value += await p.Mknod("/proc/x", 1, 1) == -Errno.EPERM ? 1 : 0;
            right.Value += await p.Mknod("/proc/helloworld", 1, 1) == -Errno.EEXIST ? 1 : 0;
            right.Value += await p.Mknod("/dev/b", 1, 1, FileStatus.BlockType | 0x1a4) == 0 && await p.Open("/dev/b") == -Errno.ENXIO ? 1 : 0;
            right.Value += await p.Unlink("/dev") == -Errno.EISDIR ? 1 : 0;
            right.Value += await p.Unlink("/proc/helloworld") == -Errno.EPERM ? 1 : 0;
            right.Value += await p.Unlink("/proc/none") == -Errno.ENOENT ? 1 : 0;
        }, stage => stage.Load(k => new Procfs1(k)));
        Proves("S26", 4, async (p, _, right) =>
        {
            right.Value += await p.Mknod("/dev/x", 1, 1) == -Errno.EACCES ? 1 : 0;
            right.Value += await p.Mknod("/tmp/x", 1, 1) == -Errno.EPERM ? 1 : 0;
            right.Value += await p.Unlink("/dev/c") == -Errno.EACCES ? 1 : 0;
            right.Value += await p.Unlink("/tmp/c") == -Errno.EPERM ? 1 : 0;
        }, stage =>
        {
            stage.DeviceNode("/dev/c", 1, 1);
            stage.DeviceNode("/tmp/c", 1, 1);
        }, euid: 500);
    }

    /// <summary>2.6.11's own bug: the list is followed without anything that keeps its entries, and removal takes no lock.</summary>
    [Theory]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void In_2_6_11_the_reader_of_proc_follows_an_entry_that_was_freed(string environment)
    {
        Explored.MustFind(environment, "use-after-free", ReaderAndRmmod);
        Explored.MustProve(environment, ReaderAndRmmod, kernelFix: "pde_users");
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void Reading_proc_while_an_entry_goes_is_safe_where_it_is_held_or_nobody_comes_between(string environment)
        => Explored.MustProve(environment, ReaderAndRmmod);

    /// <summary>The user's page has to be waited for: the kernel lock is lost meanwhile, which is enough on one CPU.</summary>
    [Fact]
    public void On_one_CPU_the_reader_loses_the_entry_while_it_waits_for_a_page()
        => Explored.MustFind("U0", "use-after-free", ReaderAndRmmod, faults: true);

    /// <summary>Whoever sleeps for a time is woken by the clock, or by a signal before.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public void A_sleep_ends_with_its_time(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Kernel.ProcessTimeouts.Use();
            var result = stage.Ghost("result");
            var before = stage.Ghost("before");
            stage.Process("sleep", async p =>
            {
                before.Value = stage.Computer.Memory.Peek(stage.Kernel.Jiffies);
                result.Value = await p.Nanosleep(20) == 0 && stage.Computer.Memory.Peek(stage.Kernel.Jiffies) >= before.Value + 20 ? 1 : -1;
                await p.Compute();
            });
            stage.Never("woken early", () => result.Value < 0);
            stage.Reach("slept", () => result.Value == 1);
        });

    [Fact]
    public void A_sleeper_is_killed_in_its_sleep_and_its_timer_goes_with_it()
        => Explored.MustProve("S26", stage =>
        {
            stage.Kernel.ProcessTimeouts.Use();
            var slept = stage.Ghost("slept");
            var sleeper = stage.Process("sleep", async p =>
            {
                slept.Value = await p.Nanosleep(20) == 0 ? 1 : -1;
                await p.Compute();
            });
            stage.Process("kill", async p => await p.Kill(sleeper.Pid, 15));
            stage.Never("went on after the signal", () => slept.Value < 0);
            stage.Reach("slept", () => slept.Value == 1);
        });

    private static void ReaderAndRmmod(Stage stage)
    {
        stage.Kernel.Directories.Use();
        var module = stage.Load(k => new FileModule(k));
        var buffer = stage.UserBuffer("names", BufferSize);
        var saw = stage.Ghost("saw it");
        var done = stage.Ghost("listed");
        stage.Process("ls", async p =>
        {
            long fd = await p.Open("/proc");
            long length = await p.Getdents(fd, buffer, BufferSize);
            saw.Value = length > 0 && Text(p, buffer, length).Contains(FileModule.ModuleName, StringComparison.Ordinal) ? 1 : 0;
            done.Value = 1;
            await p.Compute();
        });
        stage.Process("rmmod", async p => await p.Rmmod(FileModule.ModuleName));
        stage.Reach("listed with the entry", () => done.Value == 1 && saw.Value == 1);
        stage.Reach("listed without the entry", () => done.Value == 1 && saw.Value == 0 && module.State == ModuleState.Unloaded);
    }


    private static async KTask<FileStatus> Status(UserProcess process, string path, Address buffer)
        => await process.Stat(path, buffer) == 0 ? FileStatus.At(process.Kernel.Computer, buffer) : default;

    private static string Text(UserProcess process, Address buffer, long length)
    {
        List<string> names = [];
        var kernel = process.Kernel;
        for (int at = 0; at < length;)
        {
            var record = DirectoryRecord.At(kernel.Computer, buffer + at, kernel.Profile.LongSize);
            names.Add(record.Name);
            at += record.Length;
        }

        return string.Join(' ', names);
    }

    private static void Lists(string environment, string path, string names, Action<Stage> build)
        => Proves(environment, 1, async (p, buffer, right) =>
        {
            long length = await p.Getdents(await p.Open(path), buffer, BufferSize);
            Assert.Equal(names, Text(p, buffer, length));
            right.Value = 1;
        }, build);

    private static void Proves(
        string environment, int answers, Func<UserProcess, Address, Ghost, KTask> program, Action<Stage>? build = null, int euid = 0)
        => Explored.MustProve(environment, stage =>
        {
            stage.Kernel.Directories.Use();
            build?.Invoke(stage);
            var buffer = stage.UserBuffer("buffer", BufferSize);
            var right = stage.Ghost("right answers");
            stage.Process(
                "ls",
                async p =>
                {
                    await program(p, buffer, right);
                    await p.Compute();
                },
                euid);
            stage.Reach("all right", () => right.Value == answers);
        });

    /// <summary>A module with operations of its own and a size, but no -&gt;llseek.</summary>
    private sealed class SizedModule : KernelModule
    {
        private readonly FileOperations _fileOps;

        internal SizedModule(LinuxKernel kernel)
            : base(kernel, "sized")
            => _fileOps = FileOperations("sized_fops", read: EntryRead);

        public KTask<long> EntryRead(OpenFile file, Address buffer, long length, LocalLong offset) => new(0);

        public override async KTask<int> InitModule()
        {
            var entry = await CreateProcEntry("entry", 0x1b6);
            await entry.ProcFops.Store(_fileOps.Address.Value);
            await entry.FileSize.Store(80);
            return 0;
        }

        public override async KTask CleanupModule() => await RemoveProcEntry("entry");
    }
}
