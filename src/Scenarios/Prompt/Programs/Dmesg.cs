using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>dmesg(8): what the kernel has printed; with -c it is gone then.</summary>
internal sealed class Dmesg() : ShellProgram("dmesg [-c]", "prints the kernel's log; -c: and clears it")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "cC", ("read-clear", 'c'), ("clear", 'C'));
        return ProgramCall.Run(process => options.AreWrong ? Misused(process, options) : Main(process, options));
    }

    /// <summary>A record of several lines has its time before the first and blanks before the others.</summary>
    private static string Indented(ShellProcess process, string record)
        => process.IsModern() ? record.Replace("\n", "\n" + new string(' ', record.IndexOf(']', StringComparison.Ordinal) + 2), StringComparison.Ordinal) : record;

    private static async KTask<int> Misused(ShellProcess process, ProgramOptions options)
    {
        await process.Error(options.Complaint(process));
        await process.ErrorLine(process.IsModern() ? "\nTry 'dmesg --help' for more information." : "Usage: dmesg [-c] [-n level] [-s bufsize]");
        return 1;
    }

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        var console = process.Computer.Console;
        string text = options.Has('C') ? "" : string.Concat(console.Lines.Select(line => Indented(process, line) + "\n"));
        if (options.Has('c') || options.Has('C'))
        {
            console.Clear();
        }

        return text.Length == 0 || await process.Write(text) == 0 ? 0 : 1;
    }
}
