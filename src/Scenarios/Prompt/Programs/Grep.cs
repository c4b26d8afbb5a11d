using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>grep(1) with a plain text for its pattern: the lines of files that contain it.</summary>
internal sealed class Grep() : ShellProgram("grep [-v] [-c] TEXT FILE…", "prints the lines that contain a text")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "vcF");
        return ProgramCall.Run(process => options.AreWrong ? Misused(process, options) : Main(process, options));
    }

    private static async KTask<int> Misused(ShellProcess process, ProgramOptions options)
    {
        await process.Error(options.Complaint(process));
        return await HowToUse(process);
    }

    private static async KTask<int> HowToUse(ShellProcess process)
    {
        await process.ErrorLine($"Usage: grep [OPTION]... {(process.IsModern() ? "PATTERNS" : "PATTERN")} [FILE]...");
        await process.ErrorLine($"Try {process.Quote("grep --help")} for more information.");
        return 2;
    }

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        if (options.Operands.Count == 0)
        {
            return await HowToUse(process);
        }

        string wanted = options.Operands[0];
        var files = options.Operands.Skip(1).ToList();
        bool any = false;
        bool failed = false;
        foreach (string path in files)
        {
            var (error, text) = await process.ReadFile(path);
            if (error != 0)
            {
                await process.Error($"{path}: {ErrorText.Of(error)}");
                failed = true;
                continue;
            }

            string prefix = files.Count > 1 ? $"{path}:" : "";
            var found = text.SplitLines().Where(line => line.Contains(wanted, StringComparison.Ordinal) != options.Has('v')).ToList();
            any |= found.Count != 0;
            await process.Write(options.Has('c') ? $"{prefix}{found.Count}\n" : string.Concat(found.Select(line => prefix + line.TrimEnd('\n') + "\n")));
        }

        return failed ? 2 : any ? 0 : 1;
    }
}
