using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>vmalloc and vfree: the guard page behind, nothing before, and what was unmapped or forgotten.</summary>
public sealed class VmallocTests
{
    private const int Page = VmallocSpace.PageSize;

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_byte_behind_the_pages_is_on_the_guard_page(string environment)
    {
        var finding = Explored.MustFind(environment, "out-of-bounds", stage => Run(stage, async m =>
        {
            await m.Byte(await m.Allocate() + Page).Store(1);
            return 0;
        }));
        Assert.Equal("guard page behind pages vmalloc", Assert.Single(finding.Report.Involved).Object);
        Assert.Contains("guard page", finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_before_the_pages_is_nowhere()
    {
        var finding = Explored.MustFind("S26", "out-of-bounds", stage => Run(stage, async m =>
        {
            await m.Byte(await m.Allocate() + -1).Store(1);
            return 0;
        }));
        Assert.Equal("unmapped page before pages vmalloc", Assert.Single(finding.Report.Involved).Object);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_first_and_the_last_byte_are_there_and_freeing_null_does_nothing(string environment)
        => Explored.MustProve(environment, stage => Run(stage, async m =>
        {
            var pages = await m.Allocate();
            await m.Fill(pages, 7, Page);
            await m.Byte(pages).Store(1);
            await m.Byte(pages + (Page - 1)).Store(2);
            int sum = await m.Byte(pages).Load() + await m.Byte(pages + 1).Load() + await m.Byte(pages + (Page - 1)).Load();
            await m.Free(pages);
            await m.Free(Address.Null);
            return sum == 10 ? 0 : -1;
        }));

    [Fact]
    public void Memset_past_the_end_is_found()
        => Explored.MustFind("S26", "out-of-bounds", stage => Run(stage, async m =>
        {
            await m.Fill(await m.Allocate(), 0, Page + 1);
            return 0;
        }));

    [Fact]
    public void Reading_what_nobody_has_written_is_found()
        => Explored.MustFind("S26", "uninitialised-read", stage => Run(stage, async m => await m.Byte(await m.Allocate()).Load()));

    [Fact]
    public void Reading_after_vfree_is_found()
        => Explored.MustFind("S26", "use-after-free", stage => Run(stage, async m =>
        {
            var pages = await m.Allocate();
            await m.Fill(pages, 0, Page);
            await m.Free(pages);
            return await m.Byte(pages).Load();
        }));

    [Fact]
    public void Freeing_twice_is_found()
        => Explored.MustFind("S26", "double-free", stage => Run(stage, async m =>
        {
            var pages = await m.Allocate();
            await m.Free(pages);
            await m.Free(pages);
            return 0;
        }));

    [Fact]
    public void Freeing_what_is_not_the_beginning_is_found()
        => Explored.MustFind("S26", "invalid-free", stage => Run(stage, async m =>
        {
            await m.Free(await m.Allocate() + 8);
            return 0;
        }));

    [Theory]
    [InlineData("U0")]
    [InlineData("S68p")]
    public void What_a_module_has_not_given_back_when_it_goes_is_found(string environment)
    {
        var finding = Explored.MustFind(environment, "leak", stage => Removed(stage, gives: false));
        Assert.Equal("pages vmalloc", Assert.Single(finding.Report.Involved).Object);
        Explored.MustProve(environment, stage => Removed(stage, gives: true));
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    public void It_may_fail_where_the_scenario_says_so(string environment)
    {
        Explored.MustFind(environment, "bad-address", stage => ShortOfMemory(stage, tests: false));
        Explored.MustProve(environment, stage => ShortOfMemory(stage, tests: true));
    }

    [Fact]
    public void It_may_sleep_where_the_environment_says_so()
    {
        Explored.MustFind("U0", "never", stage => Slept(stage), faults: true);
        Explored.MustProve("U0", stage => Slept(stage, reached: false));
    }

    [Fact]
    public void A_string_without_an_end_is_read_onto_the_guard_page()
    {
        var finding = Explored.MustFind("S26", "out-of-bounds", stage => Print(stage, last: (byte)'x'));
        Assert.Equal("guard page behind pages vmalloc", Assert.Single(finding.Report.Involved).Object);
        Explored.MustProve("S26", stage => Print(stage, last: 0));
    }

    private static void Print(Stage stage, byte last)
    {
        var length = stage.Ghost("length");
        Run(stage, async m =>
        {
            var pages = await m.Allocate();
            await m.Fill(pages, (byte)'x', Page);
            await m.Byte(pages + (Page - 1)).Store(last);
            length.Value = await m.Print(pages + (Page - 13));
            return 0;
        });
        stage.Reach("twelve characters and the line end", () => last != 0 || length.Value == 13);
    }

    private static void Slept(Stage stage, bool reached = true)
    {
        var state = stage.Ghost("state");
        stage.Load(k => new PagesModule(k, async m =>
        {
            state.Value = 1;
            await m.Allocate();
            state.Value = 2;
            return 0;
        }));
        var fd = stage.Ghost("descriptor");
        stage.Process("writer", async p => await p.Write(fd.Value, Address.Null, 1), before: async p => fd.Value = await p.Open("/proc/pages", OpenFlags.WriteOnly));
        var seen = stage.Ghost("seen");
        stage.Process("other", async p =>
        {
            await p.Compute();
            seen.Value = state.Value;
        });
        stage.Never("another process runs while the call waits for memory", () => seen.Value == 1);
        stage.Reach("both ran", () => !reached || (seen.Value != 0 && state.Value == 2));
    }

    private static void ShortOfMemory(Stage stage, bool tests)
    {
        var refused = stage.Ghost("refused");
        Run(stage, async m =>
        {
            var pages = await m.Allocate();
            if (pages.IsNull)
            {
                refused.Value = 1;
                if (tests)
                {
                    return -Errno.ENOMEM;
                }
            }

            await m.Byte(pages).Store(1);
            return 0;
        });
        stage.AllocationsMayFail();
        stage.Reach("there was no memory", () => refused.Value == 1);
    }

    private static void Removed(Stage stage, bool gives)
    {
        var module = stage.Load(k => new PagesModule(k, async m =>
        {
            var pages = await m.Allocate();
            if (gives)
            {
                await m.Free(pages);
            }

            return 0;
        }));
        stage.Process("writer", async p =>
        {
            long fd = await p.Open("/proc/pages", OpenFlags.WriteOnly);
            await p.Write(fd, Address.Null, 1);
            await p.Close(fd);
            await p.Rmmod("pages");
        });
        stage.Reach("it is gone", () => module.State == ModuleState.Unloaded);
    }

    private static void Run(Stage stage, Func<PagesModule, KTask<long>> write)
    {
        stage.Load(k => new PagesModule(k, write));
        var fd = stage.Ghost("descriptor");
        var done = stage.Ghost("done");
        stage.Process(
            "writer",
            async p => done.Value = 1 + await p.Write(fd.Value, Address.Null, 1),
            before: async p => fd.Value = await p.Open("/proc/pages", OpenFlags.WriteOnly));
        stage.Reach("it came back", () => done.Value != 0);
    }

    private sealed class PagesModule : KernelModule
    {
        private readonly Func<PagesModule, KTask<long>> _write;
        private readonly FileOperations _fileOps;

        internal PagesModule(LinuxKernel kernel, Func<PagesModule, KTask<long>> write)
            : base(kernel, "pages")
        {
            _write = write;
            DeclareVmalloc(Page);
            _fileOps = FileOperations("pages_fops", write: PagesWrite, owner: true);
        }

        public async KTask<long> PagesWrite(OpenFile file, Address buffer, long length, LocalLong offset) => await _write(this);

        public override async KTask<int> InitModule()
        {
            var entry = await CreateProcEntry("pages", 0x1b6);
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcFops.Store(_fileOps.Address.Value);
            return 0;
        }

        public override KTask CleanupModule() => RemoveProcEntry("pages");

        internal KTask<Address> Allocate() => Vmalloc(Page);

        internal async KTask Free(Address pages) => await Vfree(pages);

        internal async KTask Fill(Address pages, byte value, int count) => await Memset(pages, value, count);

        internal Shared<byte> Byte(Address address) => At<byte>(address);

        internal KTask<int> Print(Address text) => Sprintf(LocalArray(40), "%s\n", text);
    }
}
