using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>lsmod(8): /proc/modules in columns.</summary>
internal sealed class Lsmod() : ShellProgram("lsmod", "lists the modules")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
        => arguments.Count == 0 ? ProgramCall.Run(Main) : ProgramCall.Refuse("Usage: lsmod");

    private static async KTask<int> Main(ShellProcess process)
    {
        long descriptor = await process.Open("/proc/modules");
        string text = "";
        long count;
        while ((count = await process.Read(descriptor)) > 0)
        {
            text += process.TextOf(count);
        }

        await process.Close(descriptor);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line);
        await process.Write("Module                  Size  Used by\n" + string.Concat(lines));
        return 0;
    }

    private static string Line(string line)
    {
        string[] parts = line.Split(' ');
        string users = parts.Length > 3 && parts[3] != "-" ? parts[3].TrimEnd(',') : "";
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0],-19} {parts[1],8}  {parts[2]} {users}").TrimEnd() + "\n";
    }
}
