using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>dmesg(8): what the kernel has printed.</summary>
internal sealed class Dmesg() : ShellProgram("dmesg", "prints the kernel's log")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
        => arguments.Count == 0
            ? ProgramCall.Run(Main)
            : ProgramCall.Refuse($"dmesg: invalid option -- '{arguments[0].TrimStart('-')}'");

    private static async KTask<int> Main(ShellProcess process)
    {
        string text = string.Concat(process.Computer.Console.Lines.Select(line => line + "\n"));
        return text.Length == 0 || await process.Write(text) == 0 ? 0 : 1;
    }
}
