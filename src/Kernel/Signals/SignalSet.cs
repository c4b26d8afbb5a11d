namespace Smp.Kernel;

/// <summary>Sets of signals as 64-bit words, signal 1 in bit 0, and what the signals do by default (kernel/signal.c).</summary>
internal static class SignalSet
{
    /// <summary>SIGHUP.</summary>
    internal const int Hangup = 1;

    /// <summary>SIGQUIT.</summary>
    internal const int Quit = 3;

    /// <summary>SIGKILL.</summary>
    internal const int Kill = 9;

    /// <summary>The highest signal (_NSIG).</summary>
    internal const int Last = 64;

    private static readonly ulong s_dumpsCore = Of(Quit) | Of(4) | Of(5) | Of(6) | Of(7) | Of(8) | Of(11) | Of(24) | Of(25) | Of(31);
    private static readonly ulong s_ignored = Of(17) | Of(18) | Of(23) | Of(28);

    /// <summary>The set of one signal.</summary>
    internal static ulong Of(int signal) => 1UL << (signal - 1);

    /// <summary>Whether a set has a signal.</summary>
    internal static bool Has(ulong set, int signal) => (set & Of(signal)) != 0;

    /// <summary>Whether the default action is to end the process and dump core: such a signal stays in the shared set.</summary>
    internal static bool DumpsCore(int signal) => Has(s_dumpsCore, signal);

    /// <summary>Whether the default action is to do nothing.</summary>
    internal static bool IsIgnored(int signal) => Has(s_ignored, signal);
}
