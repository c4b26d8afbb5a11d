using System.Globalization;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>lsmod(8): /proc/modules in columns.</summary>
internal sealed class Lsmod() : ShellProgram("lsmod", "lists the modules")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments) => ProgramCall.Run(process => Main(process, arguments));

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> arguments)
    {
        if (arguments.Count != 0)
        {
            await process.ErrorLine(process.IsModern() ? "lsmod: ERROR: too many arguments provided." : "Usage: lsmod");
            return 1;
        }

        var (_, text) = await process.ReadFile("/proc/modules");
        await process.Write(process.Computer.Kernel.Profile.Generation == KernelGeneration.V20
            ? "Module         Pages    Used by\n" + text
            : "Module                  Size  Used by\n" + string.Concat(text.SplitLines().Select(Line)));
        return 0;
    }

    private static string Line(string line)
    {
        string[] parts = line.Split(' ');
        string users = parts.Length > 3 && parts[3] != "-" ? parts[3].TrimEnd(',') : "";
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0],-19} {parts[1],8}  {parts[2]} {users}").TrimEnd() + "\n";
    }
}
