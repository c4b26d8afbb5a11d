using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>A program with its arguments: what its process runs, or why there is nothing to run.</summary>
public sealed class ProgramCall
{
    private ProgramCall(Func<ShellProcess, KTask<int>>? main, string error, int status)
    {
        Main = main;
        Error = error;
        Status = status;
    }

    /// <summary>What the process runs, in user mode; its result is the exit status. Null where the arguments were refused.</summary>
    public Func<ShellProcess, KTask<int>>? Main { get; }

    /// <summary>What it says of arguments that it refuses; lines are separated by <c>\n</c>.</summary>
    public string Error { get; }

    /// <summary>The exit status where the arguments were refused.</summary>
    public int Status { get; }

    /// <summary>A process that runs a program.</summary>
    /// <param name="main">The program: it awaits each system call at once, as every user program does, and returns its exit status.</param>
    public static ProgramCall Run(Func<ShellProcess, KTask<int>> main)
    {
        ArgumentNullException.ThrowIfNull(main);
        return new ProgramCall(main, "", 0);
    }

    /// <summary>Arguments that the program refuses.</summary>
    /// <param name="error">What it prints, in Linux's words: <c>insmod: missing module name</c>.</param>
    /// <param name="status">Its exit status.</param>
    public static ProgramCall Refuse(string error, int status = 1) => new(null, error, status);
}
