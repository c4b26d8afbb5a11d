using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>rmmod(8): delete_module(2) of each of its modules.</summary>
internal sealed class Rmmod() : ShellProgram("rmmod [-f] [-w] MODULE…", "removes modules; -f although in use, -w waits until it is not")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var flags = DeleteFlags.NonBlock;
        List<string> names = [];
        foreach (string argument in arguments)
        {
            switch (argument)
            {
                case "-f" or "--force":
                    flags |= DeleteFlags.Force;
                    break;
                case "-w" or "--wait":
                    flags &= ~DeleteFlags.NonBlock;
                    break;
                case ['-', ..]:
                    return ProgramCall.Refuse($"rmmod: invalid option -- '{argument.TrimStart('-')}'");
                default:
                    names.Add(argument);
                    break;
            }
        }

        return names.Count == 0 ? ProgramCall.Refuse("rmmod: missing module name.") : ProgramCall.Run(process => Main(process, names, flags));
    }

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> names, DeleteFlags flags)
    {
        int status = 0;
        foreach (string name in names)
        {
            string module = (name.EndsWith(".ko", StringComparison.Ordinal) ? name[..^3] : name).Replace('-', '_');
            long result = await process.Process.Rmmod(module, flags);
            if (result < 0)
            {
                await process.ErrorLine(result == -Errno.ENOENT ? $"ERROR: Module {name} does not exist in /proc/modules" : $"ERROR: Removing '{name}': {ErrorText.Of(result)}");
                status = 1;
            }
        }

        return status;
    }
}
