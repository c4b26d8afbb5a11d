using Smp.Scenarios;

namespace Smp.Cli;

/// <summary>The prompt at a terminal: a line is typed, done, and what it printed is shown; until <c>exit</c> or the end of the input.</summary>
internal static class ShellPrompt
{
    internal static void Run(ShellSession session, Shell shell)
    {
        while (!session.IsOver)
        {
            shell.Out.Text(ShellSession.Prompt);
            shell.Out.Writer.Flush();
            string? line = shell.In.ReadLine();
            if (line is null)
            {
                shell.Out.Text("exit\n");
                return;
            }

            // What comes from elsewhere than a keyboard is shown, as if it had been typed.
            shell.Out.Text($"{(shell.Out.IsLive ? "" : line + "\n")}{session.Do(line)}");
        }
    }
}
