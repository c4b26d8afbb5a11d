using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>kill(1): kill(2) of each of its processes. Jobs (<c>%1</c>) are known to the prompt, which puts the process in their place.</summary>
internal sealed class Kill() : ShellProgram("kill [-SIGNAL] PID|%JOB…", "sends a signal: TERM, or another")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        int signal = SignalNames.Term;
        var words = new Queue<string>(arguments);
        if (words.TryPeek(out string? option) && option is ['-', _, ..])
        {
            words.Dequeue();
            string name = option is "-s" or "-n" && words.Count != 0 ? words.Dequeue() : option[1..];
            signal = SignalNames.Parse(name);
            if (signal < 0)
            {
                return ProgramCall.Refuse($"bash: kill: {name}: invalid signal specification");
            }
        }

        return words.Count == 0
            ? ProgramCall.Refuse("kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]", 2)
            : ProgramCall.Run(process => Main(process, [.. words], signal));
    }

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> words, int signal)
    {
        int status = 0;
        foreach (string word in words)
        {
            if (word.StartsWith('%'))
            {
                await process.ShellError($"kill: {word}: no such job");
                status = 1;
            }
            else if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
            {
                await process.ShellError($"kill: {word}: arguments must be process or job IDs");
                status = 1;
            }
            else if (!process.Computer.IsThere(pid))
            {
                await process.ShellError($"kill: ({word}) - No such process");
                status = 1;
            }
            else
            {
                process.Computer.Table.Signalled(pid, signal);
                await process.Process.Kill(pid, signal);
            }
        }

        return status;
    }
}
