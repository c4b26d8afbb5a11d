using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>What the kernel shows of its modules: /proc/modules, /proc/kallsyms, what taints it, and who depends on whom.</summary>
public sealed class ModuleFilesTests
{
    private const int BufferSize = 256;

    [Theory]
    [InlineData("S26", 0, @"^hello_user \d+ 0 - Live 0xc[0-9a-f]{7}\nhello_provider \d+ 1 hello_user, Live 0xc[0-9a-f]{7}\n$")]
    [InlineData("S68", 0, @"^hello_user \d+ 0 - Live 0xffffffffc[0-9a-f]{7} \(OE\)\nhello_provider \d+ 1 hello_user, Live 0xffffffffc[0-9a-f]{7} \(OE\)\n$")]
    [InlineData("S68", 500, @"^hello_user \d+ 0 - Live 0x0{16} \(OE\)\nhello_provider \d+ 1 hello_user, Live 0x0{16} \(OE\)\n$")]
    [InlineData("B20", 0, @"^hello_user              1 0\nhello_provider          1 0 \[hello_user\]\n$")]
    public void Proc_modules_has_the_format_of_its_kernel(string environment, int euid, string pattern)
        => MustShow(environment, "/proc/modules", pattern, euid, stage =>
        {
            stage.Load(k => new HelloProvider(k));
            stage.Load(k => new HelloUser(k));
        });

    [Theory]
    [InlineData("S26", @"^[0-9a-f]{8} t init_module\t\[hello_provider\]\n[0-9a-f]{8} t cleanup_module\t\[hello_provider\]\n[0-9a-f]{8} T say_hello\t\[hello_provider\]\n$")]
    [InlineData("S68", @"^f{8}[0-9a-f]{8} t init_module\t\[hello_provider\]\nf{8}[0-9a-f]{8} t cleanup_module\t\[hello_provider\]\nf{8}[0-9a-f]{8} T say_hello\t\[hello_provider\]\n$")]
    public void Kallsyms_has_the_functions_of_modules(string environment, string pattern)
        => MustShow(environment, "/proc/kallsyms", pattern, 0, stage => stage.Load(k => new HelloProvider(k)));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Proc_devices_has_the_numbers_of_drivers(string environment)
        => MustShow(environment, "/proc/devices", "^Character devices:\n240 early\n\nBlock devices:\n$", 0, stage => stage.Load(k => new ReadyTooSoon(k)));

    [Theory]
    [InlineData("S26", true, "0")]
    [InlineData("S26", false, "1")]
    [InlineData("S68", true, "12288")]
    [InlineData("S68", false, "12289")]
    public void A_module_taints_the_kernel_by_its_license_and_origin(string environment, bool isFree, string tainted)
        => MustShow(environment, "/proc/sys/kernel/tainted", $"^{tainted}\n$", 0, stage =>
        {
            if (isFree)
            {
                stage.Load(k => new Hello4(k));
            }
            else
            {
                stage.Load(k => new Hello1(k));
            }
        });

    [Theory]
    [InlineData("S26", "<4>hello_1: module license 'unspecified' taints kernel.\n<6>Hello world 1.\n<6>Hello, world 2\n")]
    [InlineData(
        "S68",
        "<4>hello_1: loading out-of-tree module taints kernel.\n<4>hello_1: module license 'unspecified' taints kernel.\n"
        + "<4>Disabling lock debugging due to kernel taint\n"
        + "<5>hello_1: module verification failed: signature and/or required key missing - tainting kernel\n"
        + "<6>Hello world 1.\n<6>Hello, world 2\n")]
    [InlineData("B20", "<6>Hello world 1.\n<6>Hello, world 2\n")]
    public void Taints_are_told_once(string environment, string log)
        => Explored.MustProve(environment, stage =>
        {
            var text = stage.ReadsLog();
            stage.Load(k => new Hello1(k));
            stage.Load(k => new Hello2(k));
            stage.Process("sh", async p => await p.Compute());
            stage.Reach("told", () => text.ToString() == log);
        });

    [Theory]
    [InlineData("S26", "<4>hello_user: Unknown symbol say_hello\n")]
    [InlineData("S68", "<4>hello_user: Unknown symbol say_hello (err -2)\n")]
    public void Without_the_other_module_its_symbols_are_unknown(string environment, string log)
        => Explored.MustProve(environment, stage =>
        {
            var text = stage.ReadsLog();
            stage.Make(k => new HelloProvider(k));
            var user = stage.Make(k => new HelloUser(k));
            var result = stage.Ghost("result");
            stage.Process("insmod", async p =>
            {
                result.Value = await p.Insmod("hello_user");
                await p.Compute();
            });
            stage.Reach("refused", () => result.Value == -Errno.ENOENT && user.State == ModuleState.Unloaded && text.Contains(log));
        });

    /// <summary>2.6.11 refuses who comes while the other one is still being loaded; 6.8 lets it wait.</summary>
    [Theory]
    [InlineData("S26", true)]
    [InlineData("S68", false)]
    public void Two_modules_that_are_inserted_together(string environment, bool isRefused)
        => Explored.MustProve(environment, stage =>
        {
            var text = stage.ReadsLog();
            var provider = stage.Make(k => new HelloProvider(k));
            var user = stage.Make(k => new HelloUser(k));
            var loading = stage.Ghost("asked while the other was being loaded");
            var result = stage.Ghost("result");
            stage.Process("insmod", async p => await p.Insmod("hello_provider"));
            stage.Process("insmod", async p =>
            {
                loading.Value = provider.State == ModuleState.Coming ? 1 : 0;
                result.Value = 1 + await p.Insmod("hello_user");
                await p.Compute();
            });
            stage.Never("6.8 refuses what it could wait for", () => !isRefused && loading.Value == 1 && result.Value == 1 - Errno.ENOENT);
            stage.Reach("refused", () => result.Value == 1 - Errno.ENOENT && text.Contains("Unknown symbol say_hello"));
            stage.Reach("both are there", () => result.Value == 1 && user.State == ModuleState.Live && provider.ReferenceCount == 1);
        });

    /// <summary>6.8: who inserts what is being inserted waits, and is told EBUSY if that fails.</summary>
    [Fact]
    public void Who_waits_for_an_init_that_fails_is_woken()
        => Explored.MustProve("S68", stage =>
        {
            var module = stage.Make(k => new HelloReturning(k, -Errno.ENOMEM));
            var failed = stage.Ghost("failed");
            var busy = stage.Ghost("busy");
            stage.Processes("insmod", 2, async p =>
            {
                long result = await p.Insmod(module.Name);
                Count(result == -Errno.ENOMEM ? failed : busy, result);
                await p.Compute();
            });
            stage.Never("both were told EBUSY, or one something else", () => busy.Value is not (0 or -Errno.EBUSY));
            stage.Reach("one after the other", () => failed.Value == -2 * Errno.ENOMEM);
            stage.Reach("one has waited", () => failed.Value == -Errno.ENOMEM && busy.Value == -Errno.EBUSY);
        });

    [Fact]
    public void A_variable_of_init_is_gone_after_init()
        => Explored.MustFind("S26", "use-after-free", stage =>
        {
            var module = stage.Load(k => new ReadsInitData(k));
            stage.KernelThread("reader", module.Read);
            stage.Reach("loaded", () => module.State == ModuleState.Live);
        });

    [Fact]
    public void A_module_without_exit_can_be_forced_out_and_that_taints()
        => Explored.MustProve("S26", stage =>
        {
            var module = stage.Load(k => new HelloForEver(k));
            var result = stage.Ghost("result");
            stage.Process("rmmod", async p =>
            {
                result.Value = 1 + await p.Rmmod(module.Name, DeleteFlags.Force | DeleteFlags.NonBlock);
                await p.Compute();
            });
            stage.Reach("gone", () => result.Value == 1 && module.State == ModuleState.Unloaded && (stage.Kernel.Taint.Bits & KernelTaint.ForcedRmmod) != 0);
        });

    private static void Count(Ghost ghost, long result) => ghost.Value += result;

    private static void MustShow(string environment, string path, string pattern, int euid, Action<Stage> load)
        => Explored.MustProve(environment, stage =>
        {
            stage.KernelProcFiles();
            load(stage);
            var buffer = stage.UserBuffer("buffer", BufferSize);
            var length = stage.Ghost("length");
            stage.Process(
                "cat",
                async p =>
                {
                    length.Value = await p.Read(await p.Open(path), buffer, BufferSize);
                    await p.Compute();
                },
                euid);
            stage.Reach(
                "shown",
                () => System.Text.RegularExpressions.Regex.IsMatch(
                    new string([.. Enumerable.Range(0, Math.Max((int)length.Value, 0)).Select(i => (char)new Shared<byte>(stage.Computer, buffer + i).Inspect())]),
                    pattern));
        });

    private sealed class ReadsInitData : KernelModule
    {
        private readonly Shared<int> _data;

        internal ReadsInitData(LinuxKernel kernel)
            : base(kernel, "reads_init_data")
            => _data = InitVariable("data", 3);

        public override async KTask<int> InitModule() => await _data.Load() == 3 ? 0 : -Errno.EINVAL;

        internal async KTask Read() => await _data.Load();
    }
}
