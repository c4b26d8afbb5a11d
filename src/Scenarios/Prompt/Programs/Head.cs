using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>head(1): the first lines of files.</summary>
internal sealed class Head() : ShellProgram("head [-n LINES] FILE…", "prints the first lines of files")
{
    private const int UsualLines = 10;

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "n:", ("lines", 'n'));
        return ProgramCall.Run(process => options.AreWrong ? process.Misused(options) : Main(process, options));
    }

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        int lines = options.NumberOf('n', UsualLines);
        if (lines < 0)
        {
            string value = options.ValueOf('n')!;
            await process.Error(process.IsModern() ? $"invalid number of lines: '{value}'" : $"{value}: invalid number of lines");
            return 1;
        }

        int status = 0;
        foreach (string path in options.Operands)
        {
            var (error, text) = await process.ReadFile(path);
            if (error != 0)
            {
                await process.Error($"cannot open {process.Quote(path)} for reading: {ErrorText.Of(error)}");
                status = 1;
                continue;
            }

            string heading = options.Operands.Count > 1 ? $"{(path == options.Operands[0] ? "" : "\n")}==> {path} <==\n" : "";
            await process.Write(heading + string.Concat(text.SplitLines().Take(lines)));
        }

        return status;
    }
}
