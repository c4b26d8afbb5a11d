using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of sched.c.</summary>
public sealed class SchedScenarios : IScenarioSource
{
    private const string Path = "/proc/" + SchedModule.ProcEntryFilename;

    // read_proc and its conventions are gone in 6.8, and so is the owner of an entry.
    private static readonly IReadOnlyList<KernelProfile> s_withReadProc =
        [.. Environments.All.Where(profile => profile.Generation != KernelGeneration.V68)];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. ScenarioPair.Of<SchedModule>(
            "sched/SCH-1", "the module goes while its work decides to queue itself once more", Buggy, Corrected, WorkAndRmmod),
        .. ScenarioPair.Of<SchedModule>(
            "sched/SCH-2", "two processes read while the count goes from 9 to 10", Buggy, Corrected, TwoReaders),
        .. ScenarioPair.Of<SchedModule>(
            "sched/SCH-3", "a process reads a text that lies below the page", Buggy, Corrected, OneReader, s_withReadProc),
        .. ScenarioPair.Of<SchedModule>(
            "sched/SCH-4", "a process reads the count while the work changes it", Buggy, Corrected, ReaderAndWork),
        .. ScenarioPair.OnStage<SchedModule>(
            "sched/SCH-5", "the module is inserted while memory is short", Insertable(Buggy), Insertable(Corrected), InsmodWithoutMemory),
        .. ScenarioPair.Of<SchedModule>(
            "sched/SCH-6", "a process reads four bytes at a time", Buggy, Corrected, ShortReads),
        .. ScenarioPair.OnStage<SchedModule>(
            "sched/SCH-7", "a process opens and closes the file while the module is inserted", Insertable(Buggy), Insertable(Corrected), EarlyOpen, s_withReadProc, kernelFix: "proc_create"),
        .. ScenarioPair.OnStage<SchedModule>(
            "sched/SCH-8", "a process reads the file while the module is inserted", Insertable(Buggy), Insertable(Corrected), EarlyRead, kernelFix: "proc_create"),
        .. ScenarioPair.OnStage<SchedModule>(
            "sched/SCH-9", "a process reads the file while the module is removed", stage => stage.Load(Buggy), stage => stage.Load(Corrected), ReaderAndRmmod, kernelFix: "pde_users"),
    ];

    /// <summary>The work runs and queues itself again; a process removes the module.</summary>
    public static void WorkAndRmmod(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(2);
        stage.Process("rmmod", async p => await p.Rmmod(module.Name));
        SchedNotes.WorkAndRmmod(stage);
        stage.Reach("the work ran and the module is gone", () => module.State == ModuleState.Unloaded && stage.Kernel.Timers.ExpiriesLeft < 2);
    }

    /// <summary>
    /// Two readers, each with one call, one of whom wants no more than the first letter; the work may run once meanwhile
    /// and make the text longer.
    /// </summary>
    public static void TwoReaders(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(0);
        stage.DelaysElapsed();
        var text = new ReaderText(stage, SchedModule.Format);
        AddReader(stage, text, "cat", before: () => module.StartFrom(9));
        var letters = stage.Ghost("letters");
        var letter = stage.UserBuffer("buffer of head", 8);
        var fd = stage.Ghost("descriptor of head");
        stage.Process(
            "head",
            async p =>
            {
                long got = await p.Read(fd.Value, letter, 1);
                letters.Value = got;
            },
            before: async p => fd.Value = await p.Open(Path));
        stage.Reach("both have read, and the work ran", () => text.Whole == 1 && letters.Value == 1 && module.TimesCalled == 10);
    }

    /// <summary>One reader, and nothing else.</summary>
    public static void OneReader(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.Expiries(0);
        var text = new ReaderText(stage, SchedModule.Format);
        AddReader(stage, text, "cat");
        stage.Reach("it read a whole text", () => text.Whole == 1);
    }

    /// <summary>One reader; the work may run once meanwhile.</summary>
    public static void ReaderAndWork(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(1);
        var text = new ReaderText(stage, SchedModule.Format);
        AddReader(stage, text, "cat");

        // The plain count against the plain count is what this scenario is about.
        stage.Races();
        stage.Reach("it read a whole text, and the work ran", () => text.Whole == 1 && module.TimesCalled == 1);
    }

    /// <summary>The module is inserted; one allocation may fail.</summary>
    public static void InsmodWithoutMemory(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(1);
        stage.AllocationsMayFail();
        var inserted = stage.Ghost("insmod is back");
        stage.Process("insmod", async p =>
        {
            await p.Insmod(module.Name);
            inserted.Value = 1;
        });
        stage.Reach("the work ran", () => module.State == ModuleState.Live && module.TimesCalled == 1);
        stage.Reach("insmod came back", () => inserted.Value == 1);
    }

    /// <summary>One reader, four bytes at a time, up to the end of the file.</summary>
    public static void ShortReads(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.Expiries(0);
        var text = new ReaderText(stage, SchedModule.Format);
        var called = stage.Ghost("the file was open");
        var buffer = text.Buffer("cat");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            called.Value = 1;
            await text.Read(p, fd, buffer, chunk: 4);
            await p.Close(fd);
        });
        stage.Reach("the file was open", () => called.Value == 1);
    }

    /// <summary>The module is inserted; a process opens the file as soon as it is there, and closes it. No timer expires.</summary>
    public static void EarlyOpen(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.Expiries(0);
        EntryStages.EarlyOpen(stage, module, Path);
    }

    /// <summary>The module is inserted; a process opens the file as soon as it is there, reads it and keeps it open. No timer expires.</summary>
    public static void EarlyRead(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.Expiries(0);
        EntryStages.EarlyRead(stage, module, Path, new ReaderText(stage, SchedModule.Format));
    }

    /// <summary>A process opens, reads and closes the file; another removes the module. No timer expires.</summary>
    public static void ReaderAndRmmod(Stage stage, SchedModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.Expiries(0);
        EntryStages.ReaderAndRmmod(stage, module, Path, size: 128);
    }

    private static SchedModule Buggy(LinuxKernel kernel) => new Sched(kernel);

    private static SchedModule Corrected(LinuxKernel kernel) => new SchedFixed(kernel);

    private static Func<Stage, SchedModule> Insertable(Func<LinuxKernel, SchedModule> make) => stage => stage.Make(make);

    private static void AddReader(Stage stage, ReaderText text, string command, Action? before = null)
    {
        var buffer = text.Buffer(command);
        var fd = stage.Ghost($"descriptor of {command}");
        stage.Process(
            command,
            p => text.Read(p, fd.Value, buffer),
            before: async p =>
            {
                fd.Value = await p.Open(Path);
                before?.Invoke();
            });
    }
}
