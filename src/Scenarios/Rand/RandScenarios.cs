using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>
/// The scenarios of /proc/PID/rand and of the program that reads it. The kernel's part is the module of the first; in the
/// others it is the program that is wrong and corrected, on a kernel whose part is right.
/// </summary>
public sealed class RandScenarios : IScenarioSource
{
    /// <summary>Where there is what the patch is made of: files of processes as 5.4 has them.</summary>
    private static readonly IReadOnlyList<KernelProfile> s_environments =
        [.. Environments.All.Where(e => e.Generation == KernelGeneration.V68 || !e.IsSmp)];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. ScenarioPair.Of("rand/RND-1", "a process reads a number", k => new Rand(k), k => new RandFixed(k), RandStages.OneNumber, s_environments, ModuleKernel.Linux68),
        .. Program("RND-2", "the program puts the name of the file together in an array that nobody has written", RandStages.Strings),
        .. Program("RND-3", "the program reads one number after the other while the process that it asks about ends", RandStages.TargetEnds),
        .. Program("RND-4", "the program gets CTRL-C while it reads and prints", RandStages.ControlC),
        .. Program("RND-5", "the program has the file open again when the process that it asks about ends", RandStages.TargetEndsAndNumbersAreLookedAt),
        TargetEndsWhileRead,
    ];

    /// <summary>The control: the process ends while another one opens and reads its file.</summary>
    private static Scenario TargetEndsWhileRead => ScenarioPair.Control(
        "rand/control",
        "a process ends while another one opens and reads its file",
        stage =>
        {
            stage.Load(k => new RandFixed(k));
            RandStages.TargetEndsWhileRead(stage);
        },
        s_environments,
        ModuleKernel.Linux68);

    private static IEnumerable<Scenario> Program(string bug, string summary, Action<Stage, MakeRandReader> build)
        => ScenarioPair.OnStage<MakeRandReader>(
            $"rand/{bug}",
            summary,
            stage => On(stage, (process, pid, stack, notes, rounds) => new RandReader(process, pid, stack, notes, rounds)),
            stage => On(stage, (process, pid, stack, notes, rounds) => new RandReaderFixed(process, pid, stack, notes, rounds)),
            build,
            s_environments,
            writtenFor: ModuleKernel.Linux68);

    private static MakeRandReader On(Stage stage, MakeRandReader make)
    {
        stage.Load(k => new RandFixed(k));
        return make;
    }
}
