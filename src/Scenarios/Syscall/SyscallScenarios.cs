using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of syscall.c: one spy, or the guide's A and B on top of each other.</summary>
public sealed class SyscallScenarios : IScenarioSource
{
    /// <summary>The user who is spied on.</summary>
    public const int Spied = 500;

    private const string Logged = "Opened file by 500: ";
    private const int PathMax = 4096;

    private static readonly IReadOnlyList<KernelProfile> s_withSysfs = [.. Smp.Kernel.Environments.All.Where(e => e.Generation != KernelGeneration.V20)];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Pair("SYS-1", "a file is opened while the spy is being loaded", Spies.NoneLoaded, InsmodAndOpen),
        .. Pair("SYS-2", "two spies are loaded at the same time", Spies.NoneLoaded, TwoInsmods),
        .. Pair("SYS-3", "two spies are removed, and then a file is opened", Spies.BothLoaded, TwoRmmodsThenOpen),
        .. Pair("SYS-4", "the lower one of two spies is removed", Spies.BothLoaded, RmmodOfTheLower),
        .. Pair("SYS-5", "the lower one of two spies is removed, and then a file is opened", Spies.BothLoaded, RmmodThenOpen, CleanupStrategy.RestoreIfOurs),
        .. Pair("SYS-6", "the spy is removed while somebody waits in the open of a FIFO", Spies.OneLoaded, SleeperInside),
        .. Pair("SYS-7", "the spy is removed while a file is opened", Spies.OneLoaded, OpenAndRmmod),
        .. Pair("SYS-8", "two processes of the spied user open a file each", Spies.OneLoaded, TwoOpeners),
        .. Pair("SYS-9", "a name is changed while the file of that name is opened", Spies.OneLoaded, ChangedName),
        .. Pair("SYS-10", "a file is opened by a name without end", Spies.OneLoaded, EndlessName),
        .. Pair("SYS-11", "root changes the spied user while that user opens a file", Spies.OneLoaded, ChangedUid, environments: s_withSysfs),
        .. Pair("SYS-12", "one spy is removed while another one is loaded", Spies.LowerLoaded, RmmodAndInsmod, CleanupStrategy.RestoreIfOurs),
    ];

    /// <summary>insmod A, and the spied user opens a file.</summary>
    public static void InsmodAndOpen(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(spies);
        var log = stage.ReadsLog();
        var opened = stage.Ghost("opened");
        Insmod(stage, Spies.NameOfA);
        Open(stage, "/a", opened);
        stage.Reach("the spy logged a file that was opened", () => opened.Value == 1 && log.Contains(Logged));
        stage.Reach("a file was opened and not logged", () => opened.Value == 1 && !log.Contains(Logged));
    }

    /// <summary>insmod A and insmod B.</summary>
    public static void TwoInsmods(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(spies);
        Insmod(stage, Spies.NameOfA);
        Insmod(stage, Spies.NameOfB);
        stage.Never("a spy is loaded and sees nothing", () => spies.A.IsSettled && spies.B.IsSettled && (spies.A.IsCutOut || spies.B.IsCutOut), "hook-unreachable");
        stage.Reach("both are loaded", () => spies.A.State == ModuleState.Live && spies.B.State == ModuleState.Live);
    }

    /// <summary>rmmod A and rmmod B, in any order; whoever is done last opens a file.</summary>
    public static void TwoRmmodsThenOpen(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(spies);
        stage.PlainFile("/a");
        var path = stage.UserString("path", "/a");
        var removed = stage.Ghost("removed");
        var opened = stage.Ghost("opened");
        foreach (string name in new[] { Spies.NameOfA, Spies.NameOfB })
        {
            stage.Process("rmmod", async p =>
            {
                await p.Rmmod(name);
                removed.Value++;
                if (removed.Value == 2)
                {
                    opened.Value = await p.OpenPath(path) >= 0 ? 1 : -1;
                    await p.Compute();
                }
            });
        }

        SyscallNotes.TwoRmmods(stage);
        stage.Reach("both are gone and a file was opened", () => removed.Value == 2 && opened.Value == 1);
    }

    /// <summary>rmmod A, and B stays.</summary>
    public static void RmmodOfTheLower(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(spies);
        stage.Process("rmmod", async p => await p.Rmmod(Spies.NameOfA));
        stage.Never("B is loaded and sees nothing", () => spies.B.IsCutOut, "hook-unreachable");
        stage.Reach("A is being removed", () => spies.A.State == ModuleState.Going);
    }

    /// <summary>rmmod A, then an open.</summary>
    public static void RmmodThenOpen(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(spies);
        stage.PlainFile("/a");
        var path = stage.UserString("path", "/a");
        stage.Process("rmmod", async p =>
        {
            await p.Rmmod(Spies.NameOfA);
            await p.OpenPath(path);
        });
        stage.Reach("A is gone", () => spies.A.State == ModuleState.Unloaded);
    }

    /// <summary>A reader waits for somebody to open the other end of a FIFO; that somebody removes the spy first.</summary>
    public static void SleeperInside(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(spies);
        stage.Fifo("/f");
        var path = stage.UserString("path", "/f");
        var open = stage.Ghost("ends that are open");
        stage.Process("cat", async p =>
        {
            if (await p.OpenPath(path) >= 0)
            {
                open.Value++;
            }

            await p.Compute();
        });
        stage.Process("rmmod", async p =>
        {
            await p.Rmmod(Spies.NameOfA);
            if (await p.OpenPath(path, OpenFlags.WriteOnly) >= 0)
            {
                open.Value++;
            }

            await p.Compute();
        });
        stage.Reach("the spy is gone and both ends are open", () => spies.A.State == ModuleState.Unloaded && open.Value == 2);
    }

    /// <summary>An open and a rmmod.</summary>
    public static void OpenAndRmmod(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(spies);
        var opened = stage.Ghost("opened");
        Open(stage, "/a", opened, euid: 0);
        stage.Process("rmmod", async p => await p.Rmmod(Spies.NameOfA));
        stage.Reach("the spy is gone and a file was opened", () => spies.A.State == ModuleState.Unloaded && opened.Value == 1);
    }

    /// <summary>Two processes of the spied user.</summary>
    public static void TwoOpeners(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var log = stage.ReadsLog();
        var opened = stage.Ghost("opened");
        Open(stage, "/a", opened);
        Open(stage, "/b", opened);
        stage.Never(
            "two files were opened, and the log does not have one line for each",
            () => opened.Value == 2 && !(log.Contains(Logged + "/a\n") && log.Contains(Logged + "/b\n")),
            "torn-log");
        stage.Reach("both files were opened", () => opened.Value == 2);
    }

    /// <summary>A process opens /a or /b: another one that shares its memory changes the name meanwhile.</summary>
    public static void ChangedName(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var log = stage.ReadsLog();
        var a = stage.PlainFile("/a");
        var b = stage.PlainFile("/b");
        var path = stage.UserString("path", "/a");
        stage.Process("cat", async p => await p.OpenPath(path), euid: Spied);
        stage.Process("thread", async p => await p.Store(path + 1, (byte)'b'), euid: Spied);
        stage.Never(
            "the log names another file than the one that was opened",
            () => (a.Users == 1 && NameIn(log) == 'b') || (b.Users == 1 && NameIn(log) == 'a'),
            "wrong-log");
        stage.Reach("/a was opened and logged", () => a.Users == 1 && NameIn(log) == 'a');
        stage.Reach("/b was opened and logged", () => b.Users == 1 && NameIn(log) == 'b');
    }

    /// <summary>A path that is longer than any path may be.</summary>
    public static void EndlessName(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var path = stage.UserText("path", new string('x', PathMax + 100));
        var result = stage.Ghost("result");
        stage.Process(
            "cat",
            async p =>
            {
                result.Value = await p.OpenPath(path);
                await p.Compute();
            },
            euid: Spied);
        stage.Reach("the name was refused", () => result.Value == -Errno.ENAMETOOLONG);
    }

    /// <summary>The spied user opens a file, and root spies on another user from now on, who opens nothing.</summary>
    public static void ChangedUid(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var log = stage.ReadsLog();
        var opened = stage.Ghost("opened");
        var written = stage.Ghost("written");
        Open(stage, "/a", opened);
        stage.Process("root", async p =>
        {
            written.Value = await p.WriteParameter(Spies.NameOfA + "/uid", Spied + 1) == 0 ? 1 : -1;
            await p.Compute();
        });
        stage.Never("the log names a user who opened nothing", () => log.Contains("Opened file by 501: "), "wrong-log");
        stage.Reach("the file was logged and the parameter written", () => opened.Value == 1 && written.Value == 1 && log.Contains(Logged));
        stage.Reach("the file was not logged any more", () => opened.Value == 1 && !log.Contains(Logged));
    }

    /// <summary>rmmod A and insmod B.</summary>
    public static void RmmodAndInsmod(Stage stage, Spies spies)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(spies);
        stage.Process("rmmod", async p => await p.Rmmod(Spies.NameOfA));
        Insmod(stage, Spies.NameOfB);
        stage.Never("B is loaded and sees nothing", () => spies.B.IsCutOut, "hook-unreachable");
        stage.Reach("A is gone and B is loaded", () => spies.A.State == ModuleState.Unloaded && spies.B.State == ModuleState.Live);
    }

    private static IEnumerable<Scenario> Pair(
        string bug,
        string summary,
        Func<Stage, Func<LinuxKernel, string, OpenSpy>, Spies> put,
        Action<Stage, Spies> build,
        CleanupStrategy strategy = CleanupStrategy.RestoreAnyway,
        IReadOnlyList<KernelProfile>? environments = null)
        => ScenarioPair.OnStage(
            $"syscall/{bug}",
            summary,
            stage => put(stage, (kernel, name) => new SyscallSpy(kernel, name, strategy)),
            stage => put(stage, (kernel, name) => new SyscallSpyFixed(kernel, name)),
            build,
            environments);

    private static void Insmod(Stage stage, string name)
    {
        string command = $"{name} {Spies.SpyingOn}";
        stage.Process("insmod", async p => await p.Insmod(command));
    }

    private static void Open(Stage stage, string file, Ghost opened, int euid = Spied)
    {
        stage.PlainFile(file);
        var path = stage.UserString($"path {file}", file);
        stage.Process(
            "cat",
            async p =>
            {
                if (await p.OpenPath(path) >= 0)
                {
                    opened.Value++;
                }

                await p.Compute();
            },
            euid);
    }

    /// <summary>The letter of the file that the log names first; NUL if it names none.</summary>
    private static char NameIn(LogText log)
    {
        int from = log.IndexOf(Logged);
        for (int i = from < 0 ? log.Length : from + Logged.Length; i < log.Length; i++)
        {
            if (log[i] is 'a' or 'b')
            {
                return log[i];
            }
        }

        return '\0';
    }
}
