namespace Smp.Scenarios;

/// <summary>What there is to type.</summary>
public sealed partial class ShellSession
{
    private const int UsageColumn = 38;

    private static readonly (string Usage, string Summary)[] s_builtIns =
    [
        ("exit", "leaves; so does Ctrl-D"),
        ("fg [%JOB]", "brings a job to the front"),
        ("help [COMMAND]", "shows this, or how a command is called"),
        ("jobs", "lists the commands in the background"),
        ("key KEY…", "presses keys: a letter, a digit, enter, esc, space, …"),
        ("save FILE", "writes the trace of the session: JSON, or what the file's ending says"),
        ("tick [N]", "the clock moves on by a tick, or N; timers expire"),
        ("undo", "takes the last command back"),
        ("wait [%JOB…]", "waits for jobs"),
        ("manual", "from now on jobs started with & take a step only when you say so"),
        ("auto", "from now on jobs go on by themselves again, as at the beginning"),
        ("step [WHO]", "WHO takes one step: a job (%1), a process (its pid), or a name (cat/5)"),
        ("next [WHO]", "WHO goes on to its next line of the module, or back to user mode"),
    ];

    private static readonly string[] s_helpEnd =
    [
        "",
        "cmd &  cmd > file  cmd >> file  cmd; cmd  cmd && cmd  cmd || cmd  'quotes'  \"quotes\"  $?  # a comment",
        "A command that sleeps and that nobody wakes is put in the background: ^C interrupts it.",
        "Whatever can go on does so, between two lines, until it ends or sleeps. After manual a job started with & waits for",
        "step and next; a command in front still runs to its end.",
    ];

    private ShellState Help(ShellState state, string[] arguments)
    {
        if (arguments.Length == 0)
        {
            var programs = _setup.Programs.All.Select(program => (program.Usage, program.Summary));
            foreach (var (usage, summary) in programs.Concat(s_builtIns).OrderBy(entry => entry.Usage, StringComparer.Ordinal))
            {
                Say(HelpLine(usage, summary));
            }

            foreach (string line in s_helpEnd)
            {
                Say(line);
            }

            return state with { Status = 0 };
        }

        string name = NameOf(arguments[0]);
        if (_setup.Programs.Find(name) is { } found)
        {
            Say(HelpLine(found.Usage, found.Summary));
            foreach (string line in found.Details)
            {
                Say($"  {line}");
            }

            return state with { Status = 0 };
        }

        if (s_builtIns.FirstOrDefault(entry => entry.Usage.Split(' ')[0] == name) is { Usage: { } itsUsage, Summary: var itsSummary })
        {
            Say(HelpLine(itsUsage, itsSummary));
            return state with { Status = 0 };
        }

        Say($"bash: help: no help topics match `{arguments[0]}'.");
        return state with { Status = 1 };
    }

    private static string HelpLine(string usage, string summary)
        => usage.Length < UsageColumn ? usage.PadRight(UsageColumn) + summary : $"{usage}\n{new string(' ', UsageColumn)}{summary}";
}
