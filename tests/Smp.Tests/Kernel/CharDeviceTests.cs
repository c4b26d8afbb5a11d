using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Character devices: numbers, device files, who is pinned, and which calls the big kernel lock covers.</summary>
public sealed class CharDeviceTests
{
    private const string Path = DeviceModule.Path;
    private const string DevicesText = "Character devices:\n100 second\n253 third\n254 device\n";

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void Numbers_are_given_from_254_downwards_and_each_of_them_once(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new DeviceModule(k));
            stage.Load(k => new DeviceModule(k, name: "second") { AsksFor = 100 });
            stage.Load(k => new DeviceModule(k, name: "third"));
            stage.Make(k => new DeviceModule(k, name: "fourth") { AsksFor = 253 });
            var refused = stage.Ghost("refused");
            stage.Process("insmod", async p => refused.Value = await p.Insmod("fourth"));
            stage.Reach("the number that is taken is refused", () => refused.Value == -Errno.EBUSY);
            stage.Reach("all three are listed", () => stage.Kernel.CharDevices.Text() == DevicesText);
        });

    [Fact]
    public void A_device_file_leads_to_whoever_has_its_number_now()
        => Explored.MustProve("U0", stage =>
        {
            stage.Make(k => new DeviceModule(k));
            stage.DeviceNode(Path, DeviceModule.Major, 0);
            var answers = new List<Ghost> { stage.Ghost("before"), stage.Ghost("with"), stage.Ghost("after"), stage.Ghost("nowhere") };
            stage.Process("sh", async p =>
            {
                var (before, with, after, nowhere) = (answers[0], answers[1], answers[2], answers[3]);
                before.Value = await p.Open(Path);
                await p.Insmod(DeviceModule.ModuleName);
                with.Value = await p.Open(Path);
                await p.Close(with.Value);
                await p.Rmmod(DeviceModule.ModuleName);
                after.Value = await p.Open(Path);
                nowhere.Value = await p.Open("/dev/nothing");
                await p.Compute();
            });
            stage.Reach("the answers", () => answers[0].Value == -Errno.ENXIO && answers[1].Value == 3 && answers[2].Value == -Errno.ENXIO && answers[3].Value == -Errno.ENOENT);
        });

    [Fact]
    public void Root_makes_device_files_and_nobody_makes_one_twice()
        => Explored.MustProve("U0", stage =>
        {
            stage.Load(k => new DeviceModule(k));
            var user = stage.Ghost("user's");
            var first = stage.Ghost("first");
            var second = stage.Ghost("second");
            var fd = stage.Ghost("descriptor");
            stage.Process("user", async p => user.Value = await p.Mknod("/dev/mine", DeviceModule.Major, 0), euid: 1000);
            stage.Process("mknod", async p =>
            {
                first.Value = 1 + await p.Mknod(Path, DeviceModule.Major, 0);
                second.Value = await p.Mknod(Path, DeviceModule.Major, 1);
                fd.Value = await p.Open(Path);
                await p.Compute();
            });
            stage.Reach("the answers", () => user.Value == -Errno.EPERM && first.Value == 1 && second.Value == -Errno.EEXIST && fd.Value == 3);
        });

    [Theory]
    [InlineData("UP", false)]
    [InlineData("S26", false)]
    [InlineData("S26p", false)]
    [InlineData("B20", false)]
    [InlineData("S68", true)]
    [InlineData("S68p", true)]
    public void Open_is_under_the_big_kernel_lock_where_there_is_one(string environment, bool races)
        => LosesAnAddition(environment, races, p => p.Open(Path), k => new DeviceModule(k, owned: true) { Open = m => m.Add() });

    [Theory]
    [InlineData("U0", false)]
    [InlineData("B20", false)]
    [InlineData("UP", true)]
    [InlineData("S26", true)]
    [InlineData("S68", true)]
    public void Read_is_under_no_lock(string environment, bool races)
        => LosesAnAddition(environment, races, p => p.Read(3, Address.Null, 0), k => new DeviceModule(k, owned: true) { Read = async (m, _, _) => await m.Add() }, opens: true);

    [Theory]
    [InlineData("UP", false, false)]
    [InlineData("S26", false, false)]
    [InlineData("S26", true, true)]
    [InlineData("S68", false, true)]
    public void Ioctl_is_under_the_big_kernel_lock_unless_it_is_unlocked_ioctl(string environment, bool unlocked, bool races)
        => LosesAnAddition(
            environment, races, p => p.Ioctl(3, 1, 0), k => new DeviceModule(k, owned: true, unlocked) { Ioctl = async (m, _, _) => await m.Add() }, opens: true);

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_owner_of_the_operations_is_pinned_while_a_file_is_open(string environment)
        => Explored.MustProve(environment, stage => OpenerAndRmmod(stage, k => new DeviceModule(k, owned: true)));

    [Theory]
    [InlineData("UP")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Without_an_owner_nothing_is(string environment)
    {
        var result = Explored.In(environment, stage => OpenerAndRmmod(stage, k => new DeviceModule(k)));
        Assert.Contains(Assert.Single(result.Findings).Kind, (string[])["freed-text", "use-after-free"]);
    }

    [Fact]
    public void A_device_that_is_still_registered_is_a_leftover()
        => Assert.Equal(
            "the cdev device is still registered when device is freed",
            Explored.MustFind("U0", "leftover", stage =>
            {
                stage.Load(k => new DeviceModule(k) { Unregisters = false });
                stage.Process("rmmod", async p => await p.Rmmod(DeviceModule.ModuleName));
            }).Title);

    [Fact]
    public void A_file_without_the_method_is_no_tty_and_nothing_is_no_file()
        => Explored.MustProve("U0", stage =>
        {
            stage.Load(k => new FileModule(k));
            var noTty = stage.Ghost("on a file of /proc");
            var noFile = stage.Ghost("on nothing");
            stage.Process("sh", async p =>
            {
                long fd = await p.Open(FileModule.Path);
                noTty.Value = await p.Ioctl(fd, 1, 0);
                noFile.Value = await p.Ioctl(7, 1, 0);
                await p.Close(fd);
            });
            stage.Reach("the answers", () => noTty.Value == -Errno.ENOTTY && noFile.Value == -Errno.EBADF);
        });

    [Theory]
    [InlineData("S26", -Errno.EINVAL)]
    [InlineData("S68", -Errno.ENOTTY)]
    public void A_command_that_the_method_does_not_know(string environment, int answer)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new DeviceModule(k, owned: true, unlocked: true) { Ioctl = (_, _, _) => new KTask<long>(-Errno.ENOIOCTLCMD) });
            stage.DeviceNode(Path, DeviceModule.Major, 0);
            var result = stage.Ghost("result");
            stage.Process("sh", async p =>
            {
                long fd = await p.Open(Path);
                result.Value = await p.Ioctl(fd, 1, 0);
                await p.Close(fd);
            });
            stage.Reach("the answer", () => result.Value == answer);
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_ioctl_may_not_keep_a_fault_to_itself(bool reports)
    {
        void Build(Stage stage)
        {
            stage.Load(k => new DeviceModule(k, owned: true) { Ioctl = async (m, _, _) => await m.Put(1, Address.Null) is var fault && reports ? fault : 0 });
            stage.DeviceNode(Path, DeviceModule.Major, 0);
            var result = stage.Ghost("result");
            stage.Process("sh", async p =>
            {
                long fd = await p.Open(Path);
                result.Value = await p.Ioctl(fd, 1, 0);
                await p.Close(fd);
            });
            stage.Reach("the answer", () => result.Value == -Errno.EFAULT);
        }

        if (reports)
        {
            Explored.MustProve("S26", Build);
        }
        else
        {
            Explored.MustFind("S26", "fault-hidden", Build);
        }
    }

    [Fact]
    public void Commands_have_the_numbers_of_the_documents()
    {
        Assert.Equal(0x80046400u, IoctlNumber.Ior(100, 0, 4));
        Assert.Equal(0x80086400u, IoctlNumber.Ior(100, 0, 8));
        Assert.Equal(0x80046401u, IoctlNumber.Ior(100, 1, 4));
        Assert.Equal(0xC0046402u, IoctlNumber.Iowr(100, 2, 4));
        Assert.Equal(0x40046400u, IoctlNumber.Iow(100, 0, 4));
        Assert.Equal(0x6403u, IoctlNumber.Io(100, 3));
        Assert.Equal((2, 100, 4), (IoctlNumber.NumberOf(0xC0046402), IoctlNumber.TypeOf(0xC0046402), IoctlNumber.SizeOf(0xC0046402)));
        Assert.Equal((true, false), (IoctlNumber.Reads(0x80046400), IoctlNumber.Writes(0x80046400)));
    }

    /// <summary>Two processes make the call once each; the module adds one to its variable each time.</summary>
    private static void LosesAnAddition(
        string environment, bool races, Func<UserProcess, Smp.Actors.SyscallStep> call, Func<LinuxKernel, DeviceModule> make, bool opens = false)
    {
        void Build(Stage stage)
        {
            var module = stage.Load(make);
            stage.DeviceNode(Path, DeviceModule.Major, 0);
            var done = stage.Ghost("done");
            for (int i = 0; i < 2; i++)
            {
                stage.Process(
                    $"user{i}",
                    async p =>
                    {
                        await call(p);
                        done.Value++;
                        await p.Compute();
                    },
                    before: opens ? async p => await p.Open(Path) : null);
            }

            stage.Never("an addition was lost", () => done.Value == 2 && module.Value.Inspect() != 2);
            stage.Reach("both were done", () => done.Value == 2);
        }

        if (races)
        {
            Explored.MustFind(environment, "never", Build);
        }
        else
        {
            Explored.MustProve(environment, Build);
        }
    }

    /// <summary>A process opens, reads and closes; another removes the module, or is refused.</summary>
    private static void OpenerAndRmmod(Stage stage, Func<LinuxKernel, DeviceModule> make)
    {
        var module = stage.Load(make);
        stage.DeviceNode(Path, DeviceModule.Major, 0);
        var used = stage.Ghost("used");
        var refused = stage.Ghost("refused");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            if (fd >= 0)
            {
                used.Value = 1;
                await p.Read(fd, Address.Null, 0);
                await p.Close(fd);
            }
        });
        stage.Process("rmmod", async p => refused.Value = await p.Rmmod(DeviceModule.ModuleName) < 0 ? 1 : 0);
        stage.Reach("used and removed", () => used.Value == 1 && module.State == ModuleState.Unloaded);
        stage.Reach("refused", () => refused.Value == 1);
    }
}
