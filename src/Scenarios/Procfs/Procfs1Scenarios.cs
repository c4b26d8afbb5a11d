using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of procfs1.c.</summary>
public sealed class Procfs1Scenarios : IScenarioSource
{
    private const string Path = "/proc/" + Procfs1.ProcfsName;
    private const string Other = "hello";

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Inserted("PF1-1", "a process opens and closes the file while the module is inserted", (stage, module) => EntryStages.EarlyOpen(stage, module, Path), EntryStages.WithOwner),
        .. Inserted("PF1-2", "a process reads the file while the module is inserted", (stage, module) => EntryStages.EarlyRead(stage, module, Path, new ReaderText(stage, Procfs1.Greeting))),
        .. Loaded("PF1-3", "a process reads the file while the module is removed", (stage, module) => EntryStages.ReaderAndRmmod(stage, module, Path), "pde_users"),
        .. Loaded("PF1-4", "a process reads the file four bytes at a time", ShortReads),
        .. ScenarioPair.OnStage(
            "procfs1/PF1-5",
            "two modules have a file of the same name, and one of them is removed",
            stage => Two(stage, (kernel, name) => new Procfs1(kernel, name)),
            stage => Two(stage, (kernel, name) => new Procfs1Fixed(kernel, name)),
            TwoModules,
            kernelFix: "proc_remove"),
    ];

    /// <summary>One reader, four bytes at a time, up to the end of the file.</summary>
    public static void ShortReads(Stage stage, KernelModule module)
        => EntryStages.ShortReads(stage, new ReaderText(stage, Procfs1.Greeting), Path);

    /// <summary>
    /// A process inserts both modules, removes the first and uses the file: as long as one of them is loaded there is one.
    /// </summary>
    public static void TwoModules(Stage stage, (KernelModule First, KernelModule Second) modules)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var lost = stage.Ghost("file lost");
        var used = stage.Ghost("used");
        var buffer = stage.UserBuffer("buffer", 16);
        stage.Process("sh", async p =>
        {
            long first = await p.Insmod(modules.First.Name);
            long second = await p.Insmod(modules.Second.Name);
            await Use(p, first == 0 || second == 0);
            await p.Rmmod(modules.First.Name);
            await Use(p, second == 0);
        });
        stage.Never("a module is loaded, and its file is gone", () => lost.Value == 1, "entry-lost");
        stage.Reach("the file was used", () => used.Value >= 1);

        async KTask Use(UserProcess p, bool isThere)
        {
            long fd = await p.Open(Path);
            if (fd < 0)
            {
                lost.Value = isThere ? 1 : 0;
                return;
            }

            used.Value += await p.Read(fd, buffer, 16) == Procfs1.Greeting.Length ? 1 : 0;
            await p.Close(fd);
        }
    }

    private static (KernelModule First, KernelModule Second) Two(Stage stage, Func<LinuxKernel, string, KernelModule> make)
        => (stage.Make(kernel => make(kernel, "procfs1")), stage.Make(kernel => make(kernel, Other)));

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Action<Stage, KernelModule> build, string? kernelFix = null)
        => ScenarioPair.OnStage<KernelModule>(
            $"procfs1/{bug}",
            summary,
            stage => stage.Load(kernel => new Procfs1(kernel)),
            stage => stage.Load(kernel => new Procfs1Fixed(kernel)),
            build,
            kernelFix: kernelFix);

    private static IEnumerable<Scenario> Inserted(
        string bug, string summary, Action<Stage, KernelModule> build, IReadOnlyList<KernelProfile>? environments = null)
        => ScenarioPair.OnStage<KernelModule>(
            $"procfs1/{bug}",
            summary,
            stage => stage.Make(kernel => new Procfs1(kernel)),
            stage => stage.Make(kernel => new Procfs1Fixed(kernel)),
            build,
            environments,
            "proc_create");
}
