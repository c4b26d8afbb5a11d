using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// How programs say things: those that come with a 2.6 kernel are coreutils 5.2.1 and module-init-tools 3.1, those that come
/// with 6.8 coreutils 9.4 and kmod.
/// </summary>
internal static class ProgramWords
{
    /// <summary>Whether the programs are those of 6.8.</summary>
    internal static bool IsModern(this ShellProcess process) => process.Computer.Kernel.Profile.Generation == KernelGeneration.V68;

    /// <summary>A name in quotes: <c>`x'</c>, or <c>'x'</c>.</summary>
    internal static string Quote(this ShellProcess process, string text) => process.IsModern() ? $"'{text}'" : $"`{text}'";

    /// <summary>A name that is followed by a colon: in quotes only in words of 5.2.1 that have them everywhere.</summary>
    internal static string QuoteBeforeColon(this ShellProcess process, string text) => process.IsModern() ? text : $"`{text}'";

    /// <summary>An error, and where to find help: exit status 1.</summary>
    internal static async KTask<int> Misused(this ShellProcess process, string message)
    {
        await process.Error(message);
        return await process.TellOfHelp();
    }

    /// <summary>What follows an error in the arguments; exit status 1.</summary>
    internal static async KTask<int> TellOfHelp(this ShellProcess process)
    {
        await process.ErrorLine($"Try {process.Quote($"{process.Name} --help")} for more information.");
        return 1;
    }

    /// <summary>The lines of a text, with their ends.</summary>
    internal static IEnumerable<string> SplitLines(this string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at) is >= 0 and var found ? found + 1 : text.Length;
            yield return text[at..end];
            at = end;
        }
    }

    /// <summary>What getopt says of options that are none; and where to find help.</summary>
    internal static KTask<int> Misused(this ShellProcess process, ProgramOptions options)
        => process.Misused(options.Complaint(process));
}
