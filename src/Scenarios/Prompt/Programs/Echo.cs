using System.Text;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>echo(1), as bash has it: the words, and a line end.</summary>
internal sealed class Echo() : ShellProgram("echo [-n] [-e] [WORD…]", "prints its words; with > into a file")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        bool ends = true;
        bool escapes = false;
        int first = 0;
        for (; first < arguments.Count && IsOption(arguments[first]); first++)
        {
            ends &= !arguments[first].Contains('n', StringComparison.Ordinal);
            escapes |= arguments[first].Contains('e', StringComparison.Ordinal);
        }

        string text = string.Join(' ', arguments.Skip(first));
        text = escapes ? Unescaped(text) : text;
        return ProgramCall.Run(process => Main(process, ends ? text + "\n" : text));
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-' && word.AsSpan(1).IndexOfAnyExcept("neE") < 0;

    private static async KTask<int> Main(ShellProcess process, string text)
    {
        long result = await process.Write(text);
        if (result < 0)
        {
            await process.ShellError($"echo: write error: {ErrorText.Of(result)}");
            return 1;
        }

        return 0;
    }

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            bool isEscape = text[i] == '\\' && i + 1 < text.Length;
            plain.Append(!isEscape ? text[i].ToString() : text[++i] switch
            {
                'n' => "\n",
                't' => "\t",
                '\\' => "\\",
                '0' => "\0",
                var other => $"\\{other}",
            });
        }

        return plain.ToString();
    }
}
