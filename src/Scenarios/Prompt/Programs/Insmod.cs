using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>insmod(8): init_module(2) with a file and its parameters.</summary>
internal sealed class Insmod() : ShellProgram("insmod FILE [PARAMETER=VALUE…]", "inserts a module")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
        => arguments.Count == 0 ? ProgramCall.Refuse("Usage: insmod filename [args]") : ProgramCall.Run(process => Main(process, arguments));

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> arguments)
    {
        string file = arguments[0];
        if (process.Computer.Setup.Modules.Find(file) is not { } known)
        {
            await process.Error($"can't read '{file}': {ErrorText.Of(-Errno.ENOENT)}");
            return 1;
        }

        long result = await process.Process.Insmod(string.Join(' ', arguments.Skip(1).Prepend(known)));
        if (result < 0)
        {
            await process.Error($"error inserting '{file}': {result} {Words(result)}");
            return 1;
        }

        return 0;
    }

    /// <summary>What init_module's errors mean (module-init-tools 3.1).</summary>
    private static string Words(long result) => -result switch
    {
        Errno.ENOENT => "Unknown symbol in module",
        Errno.EINVAL => "Invalid parameters",
        _ => ErrorText.Of(result),
    };
}
