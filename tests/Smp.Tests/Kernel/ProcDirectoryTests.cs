using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>
/// Directories of /proc and symbolic links, two entries of one name, names that are not there, and no memory for an entry:
/// as 2.6.11 has them, and as 6.8 has them.
/// </summary>
public sealed class ProcDirectoryTests
{
    public static TheoryData<string> Both => ["U0", "S26", "S68"];

    [Theory]
    [MemberData(nameof(Both))]
    public void An_entry_in_a_directory_is_reached_through_it_and_nowhere_else(string environment)
        => Opens(environment, InDirectory, ("/proc/driver/x", 3), ("/proc/x", -Errno.ENOENT), ("/proc/other/x", -Errno.ENOENT), ("/proc/driver/x/y", -Errno.ENOTDIR));

    [Theory]
    [MemberData(nameof(Both))]
    public void A_name_with_a_slash_leads_into_a_directory(string environment)
        => Opens(
            environment,
            async m =>
            {
                await m.Mkdir("driver");
                await m.Create("driver/x");
                return (await m.Create("nothing/x")).IsNull ? 0 : -Errno.EIO;
            },
            ("/proc/driver/x", 3),
            ("/proc/nothing/x", -Errno.ENOENT));

    [Theory]
    [MemberData(nameof(Both))]
    public void A_directory_can_be_opened_for_reading_and_has_nothing_to_read(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new EntriesModule(k, InDirectory));
            var results = stage.Ghost("results");
            stage.Process("ls", async p =>
            {
                long fd = await p.Open("/proc/driver");
                long read = await p.Read(fd, Address.Null, 1);
                long written = await p.Open("/proc/driver", OpenFlags.WriteOnly);
                results.Value = fd == 3 && read == -Errno.EISDIR && written == -Errno.EISDIR ? 1 : -1;
            });
            stage.Reach("as expected", () => results.Value == 1);
        });

    [Theory]
    [MemberData(nameof(Both))]
    public void A_symbolic_link_leads_on_from_where_it_is(string environment)
        => Opens(
            environment,
            async m =>
            {
                await InDirectory(m);
                await m.Symlink("absolute", "/proc/driver/x");
                await m.Symlink("relative", "driver/x");
                await m.Symlink("dangling", "nothing");
                await m.Symlink("circle", "circle");
                return 0;
            },
            ("/proc/absolute", 3),
            ("/proc/relative", 4),
            ("/proc/dangling", -Errno.ENOENT),
            ("/proc/circle", -Errno.ELOOP));

    [Fact]
    public void Of_two_entries_of_one_name_2_6_11_finds_and_removes_the_younger()
        => Explored.MustProve("S26", stage =>
        {
            var log = stage.ReadsLog();
            stage.Load(k => new EntriesModule(k, async m =>
            {
                await m.Create("twice");
                await m.Create("twice");
                await m.Remove("twice");
                return 0;
            }));
            AddOpener(stage, [("/proc/twice", 3)]);
            stage.Never("a word is said of it", () => log.Contains("twice"));
        });

    [Fact]
    public void A_name_that_is_taken_or_not_there_is_said_to_be_so_by_6_8()
        => Explored.MustProve("S68", stage =>
        {
            var log = stage.ReadsLog();
            stage.Load(k => new EntriesModule(k, async m =>
            {
                await m.Create("twice");
                bool refused = (await m.Create("twice")).IsNull;
                await m.Remove("never made");
                return refused ? 0 : -Errno.EIO;
            }));
            AddOpener(stage, [("/proc/twice", 3)]);
            stage.Reach(
                "both were said",
                () => log.Contains("proc_dir_entry '/proc/twice' already registered") && log.Contains("name 'never made'"));
        });

    [Theory]
    [InlineData("S26", "Badness in remove_proc_entry")]
    [InlineData("S68", "removing non-empty directory '/proc/driver', leaking at least 'x'")]
    public void A_directory_that_is_removed_with_something_in_it_is_warned_of(string environment, string warning)
        => Explored.MustProve(environment, stage =>
        {
            var log = stage.ReadsLog();
            stage.Load(k => new EntriesModule(k, async m =>
            {
                await InDirectory(m);
                await m.Remove("driver");
                return 0;
            }));
            AddOpener(stage, [("/proc/driver/x", -Errno.ENOENT)]);
            stage.Reach("it was said", () => log.Contains(warning));
        });

    [Theory]
    [MemberData(nameof(Both))]
    public void An_entry_whose_directory_is_gone_cannot_be_removed_from_it(string environment)
        => Explored.MustFind(environment, "use-after-free", stage => AddInsmod(stage, async m =>
        {
            var directory = await m.Mkdir("driver");
            await m.Create("x", directory);
            await m.Remove("driver");
            await m.Remove("x", directory);
            return 0;
        }));

    [Fact]
    public void Proc_remove_takes_what_is_in_a_directory_with_it()
        => Explored.MustProve("S68", stage =>
        {
            var log = stage.ReadsLog();
            stage.Load(k => new EntriesModule(k, async m =>
            {
                var directory = await m.Mkdir("driver");
                await m.Create("x", directory);
                await m.RemoveTree(directory);
                return 0;
            }));
            AddOpener(stage, [("/proc/driver", -Errno.ENOENT)]);
            stage.Never("a word is said of it", () => log.Contains("non-empty"));
        });

    [Theory]
    [MemberData(nameof(Both))]
    public void Where_there_is_no_memory_for_an_entry_the_module_gets_none(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.AllocationsMayFail(1, inProcfs: true);
            var results = AddInsmod(stage, async m => (await m.Create("x")).IsNull ? -Errno.ENOMEM : 0);
            stage.Reach("it got one", () => results.Value == 1);
            stage.Reach("it got none", () => results.Value == 1 - Errno.ENOMEM);
        });

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_directory_lasts_as_long_as_somebody_uses_what_is_in_it(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new EntriesModule(k, InDirectory) { CleansUp = true });
            var done = stage.Ghost("done");
            stage.Process("cat", async p =>
            {
                long fd = await p.Open("/proc/driver/x");
                if (fd >= 0)
                {
                    await p.Close(fd);
                }

                done.Value = 1;
            });
            stage.Process("rmmod", async p => await p.Rmmod("entries"));
            stage.Reach("both are done", () => done.Value == 1 && module.State == ModuleState.Unloaded);
        });

    private static async KTask<int> InDirectory(EntriesModule module)
    {
        var directory = await module.Mkdir("driver");
        await module.Create("x", directory);
        return 0;
    }

    private static void Opens(string environment, Func<EntriesModule, KTask<int>> init, params (string Path, long Result)[] expected)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new EntriesModule(k, init));
            AddOpener(stage, expected);
        });

    private static void AddOpener(Stage stage, (string Path, long Result)[] expected)
    {
        var right = stage.Ghost("right answers");
        stage.Process("cat", async p =>
        {
            foreach (var (path, result) in expected)
            {
                long got = await p.Open(path);
                right.Value += got == result ? 1 : 0;
            }
        });
        stage.Reach("the answers expected", () => right.Value == expected.Length);
    }

    /// <summary>A process that inserts the module; what insmod gave, + 1.</summary>
    private static Ghost AddInsmod(Stage stage, Func<EntriesModule, KTask<int>> init)
    {
        stage.Make(k => new EntriesModule(k, init));
        var result = stage.Ghost("result");
        stage.Process("insmod", async p =>
        {
            long got = await p.Insmod("entries");
            result.Value = got + 1;
        });
        return result;
    }

    /// <summary>A module that makes entries of the test's choice, and leaves them unless it says otherwise.</summary>
    private sealed class EntriesModule : KernelModule
    {
        private readonly Func<EntriesModule, KTask<int>> _init;

        internal EntriesModule(LinuxKernel kernel, Func<EntriesModule, KTask<int>> init)
            : base(kernel, "entries")
            => _init = init;

        internal bool CleansUp { get; init; }

        public override async KTask<int> InitModule() => await _init(this);

        public override async KTask CleanupModule()
        {
            if (CleansUp)
            {
                await RemoveProcEntry("driver/x");
                await RemoveProcEntry("driver");
            }
        }

        internal KTask<ProcDirEntry> Create(string name, ProcDirEntry parent = default)
            => HasProcCreate ? ProcCreate(name, 0x124, new FileOperations(), parent: parent) : CreateProcEntry(name, 0x124, parent);

        internal KTask<ProcDirEntry> Mkdir(string name) => ProcMkdir(name);

        internal KTask<ProcDirEntry> Symlink(string name, string target) => ProcSymlink(name, default, target);

        internal KTask Remove(string name, ProcDirEntry parent = default) => RemoveProcEntry(name, parent);

        internal KTask RemoveTree(ProcDirEntry entry) => ProcRemove(entry.Address);
    }
}
