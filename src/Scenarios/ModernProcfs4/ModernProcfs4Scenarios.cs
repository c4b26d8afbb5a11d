using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of the modern guide's procfs4.c.</summary>
public sealed class ModernProcfs4Scenarios : IScenarioSource
{
    private const string Module = "modern_procfs4";

    // Written for 6.8, which is what one CPU runs.
    private static readonly IReadOnlyList<KernelProfile> s_modern =
        [.. Environments.All.Where(e => !e.IsSmp || e.Generation == KernelGeneration.V68)];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("MP4-1", "two processes read the counter", IterStages.TwoReaders),
        .. Loaded("MP4-2", "a process reads the counter on a 32-bit kernel", IterStages.OneReader, sizeof(uint)),
        .. Loaded("MP4-3", "a process reads on after the end of the file", IterStages.ReadOnAfterTheEnd),
        .. Pair(
            "MP4-4",
            "the module is inserted while another one has a file of that name",
            stage => Beside(stage, kernel => new ModernProcfs4(kernel)),
            stage => Beside(stage, kernel => new ModernProcfs4Fixed(kernel)),
            NameIsTaken),
    ];

    /// <summary>Another module has made a file of the same name; this one is inserted, fails, and leaves that alone.</summary>
    public static void NameIsTaken(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var gone = stage.Ghost("gone");
        var kept = stage.Ghost("kept");
        stage.Process("insmod", async p =>
        {
            long inserted = await p.Insmod(Module);
            long fd = await p.Open(IterStages.Path);
            gone.Value = fd == -Errno.ENOENT ? 1 : 0;
            if (fd >= 0)
            {
                kept.Value = inserted == -Errno.ENOMEM ? 1 : 0;
                await p.Close(fd);
            }
        });
        stage.Never("the file of another module is gone", () => gone.Value == 1, "entry-lost");
        stage.Reach("insmod failed, and the other module's file is there", () => kept.Value == 1);
    }

    private static KernelModule Beside(Stage stage, Func<LinuxKernel, KernelModule> make)
    {
        stage.Load(kernel => new Procfs4Fixed(kernel));
        return stage.Make(make);
    }

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Action<Stage> build, int? longSize = null)
        => Pair(
            bug, summary, stage => stage.Load(kernel => new ModernProcfs4(kernel)), stage => stage.Load(kernel => new ModernProcfs4Fixed(kernel)), build, longSize);

    private static IEnumerable<Scenario> Pair(
        string bug, string summary, Func<Stage, KernelModule> buggy, Func<Stage, KernelModule> corrected, Action<Stage> build, int? longSize = null)
        => ScenarioPair.OnStage(
            $"modern-procfs4/{bug}",
            summary,
            buggy,
            corrected,
            (stage, _) => build(stage),
            s_modern,
            writtenFor: ModuleKernel.Linux68,
            longSize: longSize);
}
