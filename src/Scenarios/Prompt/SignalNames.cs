using System.Globalization;

namespace Smp.Scenarios;

/// <summary>Signals by name, and in the words in which a shell says what a process died of.</summary>
internal static class SignalNames
{
    /// <summary>SIGINT.</summary>
    internal const int Int = 2;

    /// <summary>SIGKILL.</summary>
    internal const int Kill = 9;

    /// <summary>SIGSEGV.</summary>
    internal const int Segv = 11;

    /// <summary>SIGTERM.</summary>
    internal const int Term = 15;

    private static readonly string[] s_names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    private const int Last = 64;

    /// <summary>The number of a signal: <c>9</c>, <c>KILL</c>, <c>SIGKILL</c>; -1 for none.</summary>
    internal static int Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number <= Last ? number : -1;
        }

        string name = text.ToUpperInvariant();
        name = name.StartsWith("SIG", StringComparison.Ordinal) ? name[3..] : name;
        return name.Length == 0 ? -1 : Array.IndexOf(s_names, name);
    }

    /// <summary>What a shell says of a process that a signal ended.</summary>
    internal static string Describe(int signal) => signal switch
    {
        1 => "Hangup",
        Int => "Interrupt",
        3 => "Quit",
        Kill => "Killed",
        Segv => "Segmentation fault",
        13 => "Broken pipe",
        14 => "Alarm clock",
        Term => "Terminated",
        10 => "User defined signal 1",
        12 => "User defined signal 2",
        _ => string.Create(CultureInfo.InvariantCulture, $"Signal {signal}"),
    };
}
