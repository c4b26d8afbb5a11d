using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of kbleds.c.</summary>
public sealed class KbledsScenarios : IScenarioSource
{
    /// <summary>The kind of finding when LEDs are lit that nobody will put out.</summary>
    public const string LeftLit = "leds-lit";

    /// <summary>The kind of finding when LEDs are not lit that should be.</summary>
    public const string LeftDark = "leds-dark";

    /// <summary>The kind of finding when the LEDs of one console were given back on another.</summary>
    public const string Elsewhere = "leds-elsewhere";

    private const string Terminal = "/dev/tty1";

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Pair("kbleds/KBL-1", "the module goes while its timer's function arms it once more", TimerAndRmmod),
        .. Pair("kbleds/KBL-2", "the module goes while its timer's function runs", TimerAndRmmod),
        .. Pair("kbleds/KBL-3", "the module gives the LEDs back while its timer's function sets them", RestoredLeds),
        .. ScenarioPair.OnStage<KbledsModule>("kbleds/KBL-4", "the timer's function changes its status", stage => stage.Make(kernel => new Kbleds(kernel)), Corrected, OneBlink),
        .. Pair("kbleds/KBL-5", "the timer goes off while somebody works who may not set the LEDs", SomebodyElseWorks),
        .. Pair("kbleds/KBL-6", "a process sets the LEDs while the timer goes off", OtherLeds),
        .. Pair("kbleds/KBL-7", "the console is closed while the module is there", ConsoleGoes),
    ];

    /// <summary>The timer goes off; a process removes the module.</summary>
    public static void TimerAndRmmod(Stage stage, KbledsModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(1);
        AddRoot(stage, module, "rmmod", async p => await p.Rmmod(module.Name));
        KbledsNotes.TimerAndRmmod(stage);
        stage.Reach("the timer went off, and the module is gone", () => module.State == ModuleState.Unloaded && stage.Kernel.Timers.ExpiriesLeft == 0);
    }

    /// <summary>The same; who gave the LEDs back has them given back.</summary>
    public static void RestoredLeds(Stage stage, KbledsModule module)
    {
        TimerAndRmmod(stage, module);
        stage.Never(
            "the module has given the LEDs back, and they are lit", () => module.HasRestored && stage.Kernel.Ttys.Leds.Shown == KeyboardLeds.All, LeftLit);
    }

    /// <summary>The timer goes off once.</summary>
    public static void OneBlink(Stage stage, KbledsModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(1);
        AddRoot(stage, module, "sh", async p => await p.Pause(), daemon: true);
        stage.Reach("the LEDs are lit", () => stage.Kernel.Ttys.Leds.Shown == KeyboardLeds.All);
    }

    /// <summary>The timer goes off; somebody works who is not root and has another terminal.</summary>
    public static void SomebodyElseWorks(Stage stage, KbledsModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(1);
        stage.Session(stage.Process(
            "cc",
            async p =>
            {
                await p.Compute();
                await p.Compute();
            },
            euid: 1000));
        AddRoot(stage, module, "sh", async p => await p.Pause(), daemon: true);
        stage.Never("the module takes the LEDs for lit, and they are not", () => module.SaysLit && stage.Kernel.Ttys.Leds.Shown != KeyboardLeds.All, LeftDark);
        stage.Reach("the LEDs are lit", () => module.SaysLit && stage.Kernel.Ttys.Leds.Shown == KeyboardLeds.All);
    }

    /// <summary>The timer goes off; a process lights one of the LEDs.</summary>
    public static void OtherLeds(Stage stage, KbledsModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(1);
        var set = stage.Ghost("setleds is done");
        AddRoot(
            stage,
            module,
            "setleds",
            async p =>
            {
                await p.Ioctl(TaskStruct.FirstFile, Ttys.KDSETLED, 2);
                set.Value = 1;
                await p.Pause();
            },
            daemon: true);

        // Two plain accesses without an order are what this scenario is about.
        stage.Races();
        stage.Reach("both have set the LEDs", () => set.Value == 1 && stage.Kernel.Timers.ExpiriesLeft == 0);
    }

    /// <summary>The timer goes off; the only process that has the console open closes it.</summary>
    public static void ConsoleGoes(Stage stage, KbledsModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(1);
        var closed = stage.Ghost("sh has closed it");
        AddRoot(
            stage,
            module,
            "sh",
            async p =>
            {
                await p.Close(TaskStruct.FirstFile);
                closed.Value = 1;
            });
        stage.Reach("the console was closed, and the timer went off", () => closed.Value == 1 && stage.Kernel.Timers.ExpiriesLeft == 0);
    }

    /// <summary>The timer goes off; another console comes to the foreground, and the module is removed there.</summary>
    public static void AnotherConsole(Stage stage, KbledsModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        stage.Expiries(1);
        AddRoot(
            stage,
            module,
            "sh",
            async p =>
            {
                await p.Open("/dev/tty2");
                await p.Ioctl(TaskStruct.FirstFile, Ttys.VT_ACTIVATE, 2);
                await p.Rmmod(module.Name);
                await p.Pause();
            },
            daemon: true);
        stage.Never("the module has given the LEDs back, and a console still has them", () => module.HasRestored && stage.Kernel.Ttys.Leds.IsTaken(1), Elsewhere);
        stage.Reach("the timer went off, and the module is gone", () => module.State == ModuleState.Unloaded && stage.Kernel.Timers.ExpiriesLeft == 0);
    }

    private static KbledsModule Corrected(Stage stage) => stage.Make(kernel => new KbledsFixed(kernel));

    /// <summary>A process of root's that has opened the console and inserted the module.</summary>
    private static void AddRoot(Stage stage, KbledsModule module, string command, Func<UserProcess, Smp.Machine.KTask> program, bool daemon = false)
        => stage.Process(
            command,
            program,
            before: async p =>
            {
                await p.Open(Terminal, OpenFlags.ReadWrite);
                await p.Insmod(module.Name);
            },
            daemon: daemon);

    private static IEnumerable<Scenario> Pair(string name, string summary, Action<Stage, KbledsModule> build)
        => ScenarioPair.OnStage<KbledsModule>(name, summary, stage => stage.Make(kernel => new KbledsWithRoom(kernel)), Corrected, build);
}
