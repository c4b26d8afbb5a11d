using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of the modern procfs2.c about two processes that write at the same time, each through a file of its own.</summary>
public static class ModernProcfs2Writing
{
    private const int Max = ModernProcfs2.ProcfsMaxSize;

    /// <summary>One writes as much as fits, the other one more.</summary>
    public static void TooMuch(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var text = stage.UserBuffer("text", Max + 1);
        var first = Writer(stage, "sh", text, Max);
        var second = Writer(stage, "dd", text, Max + 1);
        stage.Reach("both wrote as much as there is room for", () => first.Value == Max && second.Value == Max);
    }

    /// <summary>One writes two bytes over a longer text, the other one four; the log must tell of these texts.</summary>
    public static void TwoLengths(Stage stage) => TwoLines(stage, "aaaaaaaa", "bb", "cccc");

    /// <summary>One writes two bytes, the other one too; the log must tell of these texts.</summary>
    public static void OneLength(Stage stage) => TwoLines(stage, "aa", "bb", "cc");

    /// <summary>Both write as much as fits.</summary>
    public static void TwoFull(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var full = stage.UserText("full", new string('x', Max));
        var first = Writer(stage, "sh", full, Max);
        var second = Writer(stage, "dd", full, Max);
        stage.Reach("both wrote", () => first.Value == Max && second.Value == Max);
    }

    /// <summary>One writes two bytes, the other one four.</summary>
    public static void Results(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var first = Writer(stage, "sh", stage.UserText("two", "aa"), 2);
        var second = Writer(stage, "tee", stage.UserText("four", "bbbb"), 4);
        stage.Reach("both wrote what they wanted", () => first.Value == 2 && second.Value == 4);
    }

    private static void TwoLines(Stage stage, string before, string first, string second)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var lines = new LogLines(stage, "procfile write ", before, first, second);
        var text = stage.UserText("before", before);
        Writer(stage, "sh", stage.UserText("first", first), first.Length, async p =>
        {
            long fd = await p.Open(ModernProcfs2Scenarios.Path, OpenFlags.WriteOnly);
            await p.Write(fd, text, before.Length);
            await p.Close(fd);
        });
        Writer(stage, "tee", stage.UserText("second", second), second.Length);
        stage.Reach("the log tells of all three", () => lines.Known == 3);
    }

    /// <summary>A process that has the file open writes once. What write returned.</summary>
    internal static Ghost Writer(Stage stage, string command, Address text, int length, Func<UserProcess, KTask>? before = null)
    {
        var fd = stage.Ghost($"descriptor of {command}");
        var result = stage.Ghost($"result of {command}");
        stage.Process(
            command,
            async p =>
            {
                result.Value = await p.Write(fd.Value, text, length);
                await p.Compute("goes on");
            },
            before: async p =>
            {
                if (before is not null)
                {
                    await before(p);
                }

                fd.Value = await p.Open(ModernProcfs2Scenarios.Path, OpenFlags.WriteOnly);
            });
        return result;
    }
}
