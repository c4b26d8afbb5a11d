using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>insmod(8): init_module(2) with a file and its parameters.</summary>
/// <remarks>
/// module-init-tools 3.1, which joins the arguments with blanks, and on 6.8 kmod, which puts a value with a blank in quotes.
/// </remarks>
internal sealed class Insmod() : ShellProgram("insmod FILE [PARAMETER=VALUE…]", "inserts a module")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments) => ProgramCall.Run(process => Main(process, arguments));

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            await process.ErrorLine(process.IsModern() ? "insmod: ERROR: missing filename." : "Usage: insmod filename [args]");
            return 1;
        }

        string file = arguments[0];
        if (process.Computer.Setup.Modules.Find(file) is not { } known)
        {
            string missing = ErrorText.Of(-Errno.ENOENT);
            await process.Error(process.IsModern() ? $"ERROR: could not load module {file}: {missing}" : $"can't read '{file}': {missing}");
            return 1;
        }

        var options = arguments.Skip(1).Select(word => process.IsModern() ? InQuotes(word) : word);
        long result = await process.Process.Insmod(string.Join(' ', options.Prepend(known)));
        if (result == 0)
        {
            return 0;
        }

        await process.Error(process.IsModern()
            ? $"ERROR: could not insert module {file}: {Words(result)}"
            : $"error inserting '{file}': -1 {Words(result)}");
        return 1;
    }

    /// <summary>What init_module's errors mean.</summary>
    private static string Words(long result) => -result switch
    {
        Errno.ENOENT => "Unknown symbol in module",
        Errno.EINVAL => "Invalid parameters",
        _ => ErrorText.Of(result),
    };

    private static string InQuotes(string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        return equals >= 0 && word.IndexOf(' ', equals) >= 0 ? $"{word[..(equals + 1)]}\"{word[(equals + 1)..]}\"" : word;
    }
}
