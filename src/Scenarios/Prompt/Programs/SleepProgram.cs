using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>sleep(1): lets time go by.</summary>
internal sealed class SleepProgram() : ShellProgram("sleep SECONDS", "sleeps for so many seconds of the machine")
{
    private const int Thousand = 1000;
    private const double Longest = 1_000_000;

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments) => ProgramCall.Run(process => Main(process, arguments));

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return await process.Misused(process.IsModern() ? "missing operand" : "too few arguments");
        }

        double seconds = 0;
        foreach (string argument in arguments)
        {
            if (!double.TryParse(argument, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double more) || more > Longest)
            {
                return await process.Misused($"invalid time interval {process.Quote(argument)}");
            }

            seconds += more;
        }

        await process.Process.Nanosleep((long)(seconds * Thousand));
        return 0;
    }
}
