using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of print_string.c.</summary>
public sealed class PrintStringScenarios : IScenarioSource
{
    /// <summary>The kind of finding when something stands between a line and its end.</summary>
    public const string Broken = "mixed-output";

    /// <summary>The kind of finding when a terminal did not get all of a line.</summary>
    public const string Short = "output-lost";

    private const string Line = PrintStringModule.Inserted + PrintStringModule.EndOfLine;
    private const int Room = 16;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. Pair("print-string/PST-1", "the shell that the module is inserted from ends meanwhile", TerminalGoes),
        .. Pair("print-string/PST-2", "somebody else writes on the terminal while the module is inserted", OtherWriter),
        .. Pair("print-string/PST-3", "the module is inserted from a slow line", SlowLine),
    ];

    /// <summary>A shell leads a session on the first console and ends; insmod, of that session, has nothing open there.</summary>
    public static void TerminalGoes(Stage stage, PrintStringModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var insmod = stage.Process("insmod", async p => await p.Insmod(module.Name));
        var fd = stage.Ghost("descriptor of sh");
        var shell = stage.Process("sh", async p => await p.Close(fd.Value), before: async p => fd.Value = await p.Open("/dev/tty1", OpenFlags.ReadWrite));
        stage.Session(shell, insmod);
        var terminal = stage.Console(1);
        stage.Reach("the line was printed, and the terminal is closed", () => terminal.Output.Contains(Line, StringComparison.Ordinal) && !terminal.IsOpen);
        stage.Reach("the module is there, and nobody has seen it", () => module.State == ModuleState.Live && terminal.Output.Length == 0);
    }

    /// <summary>insmod, whose terminal is the first console; another process writes a character there.</summary>
    public static void OtherWriter(Stage stage, PrintStringModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        AddInsmod(stage, module, "/dev/tty1");
        var fd = stage.Ghost("descriptor of write");
        var text = stage.UserText("message", "x");
        stage.Process(
            "write",
            async p =>
            {
                await p.Write(fd.Value, text, 1);
                await p.Pause();
            },
            before: async p => fd.Value = await p.Open("/dev/tty1", OpenFlags.WriteOnly),
            daemon: true);
        var terminal = stage.Console(1);
        stage.Never("there is something between the line and its end", () => IsBroken(terminal.Output), Broken);
        stage.Reach("both have written", () => terminal.Output.Length == Line.Length + 1);
    }

    /// <summary>insmod, whose terminal is a serial line that takes a few characters at a time.</summary>
    public static void SlowLine(Stage stage, PrintStringModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var terminal = stage.SerialLine(Room);
        AddInsmod(stage, module, terminal.Path);
        stage.Never("the module is there, and its line is not", () => module.State == ModuleState.Live && terminal.Output != Line, Short);
        stage.Reach("the line was longer than what the driver takes", () => terminal.Output.Length >= Room);
    }

    private static void AddInsmod(Stage stage, PrintStringModule module, string terminal)
        => stage.Session(stage.Process(
            "insmod",
            async p =>
            {
                await p.Insmod(module.Name);
                await p.Pause();
            },
            before: async p => await p.Open(terminal, OpenFlags.ReadWrite),
            daemon: true));

    private static bool IsBroken(string output)
    {
        int start = output.IndexOf(PrintStringModule.Inserted, StringComparison.Ordinal);
        if (start < 0)
        {
            return false;
        }

        string after = output[(start + PrintStringModule.Inserted.Length)..];
        return after.Length > 0 && !after.StartsWith(PrintStringModule.EndOfLine, StringComparison.Ordinal);
    }

    private static IEnumerable<Scenario> Pair(string name, string summary, Action<Stage, PrintStringModule> build)
        => ScenarioPair.OnStage<PrintStringModule>(
            name, summary, stage => stage.Make(kernel => new PrintString(kernel)), stage => stage.Make(kernel => new PrintStringFixed(kernel)), build);
}
