namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of /proc/PID/rand and of the program that reads it.</summary>
internal static class RandSignatures
{
    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new(
            "RND-1",
            "uninitialised-read",
            [new("rand_count", "argument of SEQ_printf")],
            "%Ld takes a long long, and an int was passed: the format must be %d."),
        new(
            "RND-2",
            "uninitialised-read",
            [new("strcat", "rand_filename")],
            "strcat goes on from a string that must be there already: the name must be written from the beginning, with snprintf, and begin with /."),
        new("RND-3", "bad-address", [new("fread", "NULL")], "The result of fopen must be looked at each time: the process may have ended meanwhile."),
        .. Handler("printf"),
        .. Handler("fflush"),
        .. Handler("exit"),
        new(
            "RND-5",
            "old-text",
            [new("printf", "rand_buf")],
            "The result of fread must be looked at: if it is 0 there is nothing new in the array, and nothing to print."),
    ];

    private static BugSignature[] Handler(string function)
        => [new("RND-4", "deadlock", [new(function, "stdout")], "A signal handler must not call stdio: it sets a flag (volatile sig_atomic_t), which the loop looks at.")];
}
