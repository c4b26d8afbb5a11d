using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>
/// The prompt at a terminal: a line is typed, done, and what it printed is shown; until <c>exit</c> or the end of the input.
/// Lines are edited as the terminal lets one edit them; Ctrl-C is for the command that was in front.
/// </summary>
internal static class ShellPrompt
{
    internal static void Run(ShellSession session, string machine, Shell shell)
    {
        bool isTyped = shell.Out.IsLive && !Console.IsInputRedirected;
        using var own = isTyped && !OperatingSystem.IsWindows() ? OfTerminal() : null;
        using var interrupts = isTyped ? PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Interrupt(signal, session, shell)) : null;
        if (isTyped)
        {
            Show(shell, $"{machine}. help lists the commands, exit leaves.\n");
        }

        var input = own ?? shell.In;
        while (!session.IsOver)
        {
            Show(shell, ShellSession.Prompt);
            string? line = input.ReadLine();
            if (line is null)
            {
                Show(shell, "exit\n");
                return;
            }

            lock (session)
            {
                // What comes from elsewhere than a keyboard is shown, as if it had been typed.
                Show(shell, $"{(isTyped ? "" : Given.Printed(line) + "\n")}{session.Do(line)}");
            }
        }
    }

    /// <summary>
    /// What the terminal hands over, line by line: System.Console would edit lines itself, and keep what was typed before a Ctrl-C.
    /// </summary>
    private static StreamReader OfTerminal()
        => new(new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0));

    private static void Interrupt(PosixSignalContext signal, ShellSession session, Shell shell)
    {
        // The terminal has forgotten what was typed of the line.
        signal.Cancel = true;
        lock (session)
        {
            Show(shell, $"\n{session.Do("^C")}{ShellSession.Prompt}");
        }
    }

    private static void Show(Shell shell, string text)
    {
        shell.Out.Text(text);
        shell.Out.Writer.Flush();
    }
}
