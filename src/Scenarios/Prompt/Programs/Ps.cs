using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>ps(1): the processes, from /proc.</summary>
/// <remarks>After procps 3.2: without options the short list, with <c>ax</c> or <c>aux</c> the one with states.</remarks>
internal sealed class Ps() : ShellProgram("ps [ax]", "lists the processes, with their states: R, S, D")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        string letters = string.Concat(arguments.Select(word => word.TrimStart('-')));
        return letters.AsSpan().IndexOfAnyExcept("axuefw") >= 0
            ? ProgramCall.Refuse("ERROR: Unsupported option (BSD syntax)")
            : ProgramCall.Run(process => Main(process, withStates: letters.AsSpan().IndexOfAny("xu") >= 0));
    }

    private static async KTask<int> Main(ShellProcess process, bool withStates)
    {
        long descriptor = await process.Open("/proc");
        var names = await process.ReadDirectory(descriptor);
        await process.Close(descriptor);
        string text = withStates ? "  PID TTY      STAT   TIME COMMAND\n" : "  PID TTY          TIME CMD\n";
        foreach (string name in names)
        {
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
            {
                continue;
            }

            var (gone, status) = await process.ReadFile($"/proc/{name}/status");
            var (goneToo, command) = await process.ReadFile($"/proc/{name}/cmdline");
            if (gone != 0 || goneToo != 0)
            {
                continue;
            }

            var fields = status.SplitLines().Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1].TrimEnd('\n'));
            string all = command.TrimEnd('\0').Replace('\0', ' ');
            text += withStates
                ? string.Create(CultureInfo.InvariantCulture, $"{pid,5} {ShellComputer.TerminalName,-8} {fields["State:"][0],-4} {"0:00",6} {all}\n")
                : string.Create(CultureInfo.InvariantCulture, $"{pid,5} {ShellComputer.TerminalName,-8} {"00:00:00",8} {fields["Name:"]}\n");
        }

        await process.Write(text);
        return 0;
    }
}
