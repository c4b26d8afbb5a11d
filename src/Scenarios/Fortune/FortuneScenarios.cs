using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of fortune.c: the list. The stages are in the files beside it.</summary>
public sealed class FortuneScenarios : IScenarioSource
{
    /// <summary>The file that the module makes.</summary>
    internal const string Path = "/proc/" + FortuneModule.ProcEntryName;

    /// <summary>Where an entry of /proc has an owner: gone since 2.6.30.</summary>
    private static readonly IReadOnlyList<KernelProfile> s_withOwner = [.. Environments.All.Where(e => e.Generation != KernelGeneration.V68)];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Loaded("FTN-1", "a process writes a cookie of one byte more than the pot has", FortuneWriting.OneByteMore),
        .. Loaded("FTN-2", "a process writes a cookie when the index is past the end already", FortuneWriting.PastTheEnd),
        .. Loaded("FTN-3", "two processes write a cookie, and there is room for one", FortuneWriting.RoomForOne),
        .. Loaded("FTN-4", "two processes write a cookie: both must be in the pot", FortuneWriting.TwoCookies),
        .. Loaded("FTN-5", "two processes write a cookie: the index must have moved by both", FortuneWriting.TwoLengths),
        .. Loaded("FTN-6", "a process reads while another one writes the cookie that fills the pot", FortuneReading.LastCookie),
        .. Loaded("FTN-7", "two processes read, and there are two cookies", FortuneReading.TwoReaders),
        .. Loaded("FTN-8", "a process writes nothing to the empty pot", FortuneWriting.Nothing),
        .. Loaded("FTN-9", "a process reads the empty pot, writes a cookie and reads it", FortuneReading.EmptyPot),
        .. Loaded("FTN-10", "a process reads a cookie that fills the pot", FortuneReading.LongestCookie),
        .. OnStage("FTN-11", "the module is inserted and removed, and one allocation may fail", Made(Buggy), Made(Corrected), FortuneModuleLife.InsmodAndRmmod),
        .. OnStage(
            "FTN-12", "a process reads while the module is removed by force", Inserted(Freeing), Inserted(Corrected), FortuneModuleLife.ReaderAndForce, kernelFix: "pde_users"),
        .. OnStage(
            "FTN-13", "a process opens and closes the file while the module is inserted", Made(Buggy), Made(Corrected), FortuneModuleLife.EarlyOpen, s_withOwner, "proc_create"),
        .. OnStage(
            "FTN-14", "a process writes to the file while the module is inserted", Made(Buggy), Made(Corrected), FortuneModuleLife.EarlyWrite, kernelFix: "proc_create"),
        .. OnStage(
            "FTN-15", "a process reads the file while the module is removed", Inserted(Freeing), Inserted(Corrected), FortuneModuleLife.ReaderAndRmmod, kernelFix: "pde_users"),
        .. Loaded("FTN-16", "a process reads a cookie in two pieces", FortuneReading.TwoPieces),
        .. Loaded("FTN-17", "a process writes a cookie that does not end its line, and reads it", FortuneReading.NoLineEnd),
    ];

    private static FortuneModule Buggy(LinuxKernel kernel) => new Fortune(kernel);

    private static FortuneModule Freeing(LinuxKernel kernel) => new FortuneFreeing(kernel);

    private static FortuneModule Corrected(LinuxKernel kernel) => new FortuneFixed(kernel);

    private static Func<Stage, FortuneModule> Made(Func<LinuxKernel, FortuneModule> make) => stage => stage.Make(make);

    private static Func<Stage, FortuneModule> Inserted(Func<LinuxKernel, FortuneModule> make) => stage => stage.Load(make);

    private static IEnumerable<Scenario> Loaded(string bug, string summary, Action<Stage, FortuneModule> build)
        => OnStage(bug, summary, Inserted(Buggy), Inserted(Corrected), build);

    private static IEnumerable<Scenario> OnStage(
        string bug,
        string summary,
        Func<Stage, FortuneModule> buggy,
        Func<Stage, FortuneModule> corrected,
        Action<Stage, FortuneModule> build,
        IReadOnlyList<KernelProfile>? environments = null,
        string? kernelFix = null)
        => ScenarioPair.OnStage($"fortune/{bug}", summary, buggy, corrected, build, environments, kernelFix);
}
