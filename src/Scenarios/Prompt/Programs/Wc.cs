using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>wc(1): how many lines, words and bytes files have.</summary>
internal sealed class Wc() : ShellProgram("wc [-l] [-w] [-c] FILE…", "counts lines, words and bytes")
{
    private static readonly char[] s_blanks = [' ', '\t', '\n', '\r', '\f', '\v'];

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "lwc", ("lines", 'l'), ("words", 'w'), ("bytes", 'c'));
        return ProgramCall.Run(process => options.AreWrong ? process.Misused(options) : Main(process, options));
    }

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        int status = 0;
        foreach (string path in options.Operands)
        {
            var (error, text) = await process.ReadFile(path);
            if (error != 0)
            {
                await process.Error($"{path}: {ErrorText.Of(error)}");
                status = 1;
                continue;
            }

            bool all = !options.Has('l') && !options.Has('w') && !options.Has('c');
            List<int> numbers = [];
            if (all || options.Has('l'))
            {
                numbers.Add(text.Count(c => c == '\n'));
            }

            if (all || options.Has('w'))
            {
                numbers.Add(text.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries).Length);
            }

            if (all || options.Has('c'))
            {
                numbers.Add(text.Length);
            }

            // A single number stands alone; the size of a file of /proc says nothing about the width of several.
            string line = string.Join(' ', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture).PadLeft(numbers.Count > 1 ? 7 : 0)));
            await process.Write($"{line} {path}\n");
        }

        return status;
    }
}
