using System.Globalization;
using System.Text;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// A shell on a simulated computer: what is typed becomes processes on it, and whatever is typed can be taken back. The same
/// lines in the same environment with the same seed give the same text, to the byte.
/// </summary>
public sealed partial class ShellSession
{
    /// <summary>What stands before a command line: root's prompt.</summary>
    public const string Prompt = "# ";

    private const string Stopped = "the machine has stopped: undo takes the last command back, save FILE keeps the trace";
    private const int StatusColumn = 24;
    private const int NotFound = 127;
    private const int MaxTicks = 10_000;

    private readonly ShellSetup _setup;
    private readonly Stack<ShellState> _states = new();
    private readonly StringBuilder _out = new();

    /// <summary>A booted computer, and nothing typed yet.</summary>
    public ShellSession(ShellSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        _setup = setup;
        _states.Push(new ShellState());
    }

    /// <summary>Whether the user has left (<c>exit</c>).</summary>
    public bool IsOver => State.IsOver;

    /// <summary>Whether the kernel has complained of anything: an oops, a use after free, a panic.</summary>
    public bool HasFindings => State.Reports.Count != 0;

    /// <summary>How many steps have been taken.</summary>
    public int Steps => State.Steps.Count;

    private ShellState State => _states.First();

    /// <summary>Does what a line says.</summary>
    /// <param name="line">What was typed, without its line end.</param>
    /// <returns>What a terminal shows of it: lines, each with its end.</returns>
    public string Do(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _out.Clear();
        var before = State;
        ShellState after;
        try
        {
            after = line.Trim() == "undo" ? Undo() : Run(before with { Line = line.Trim() }, line);
        }
        catch (MachineException e)
        {
            // A limit of the machine: the command has not been.
            Say($"smp: {e.Message}");
            after = before with { Status = 1 };
        }

        if (after.HasPanicked && !before.HasPanicked)
        {
            Say(Stopped);
        }

        if (ReferenceEquals(after, State))
        {
            return _out.ToString();
        }

        if (after.Steps.Count == before.Steps.Count && after.IsManual == before.IsManual)
        {
            // Nothing to take back.
            _states.Pop();
            after = after with { Line = before.Line };
        }

        _states.Push(after);
        return _out.ToString();
    }

    private void Say(string line) => _out.Append(line).Append('\n');

    private ShellState Undo()
    {
        if (_states.Count == 1)
        {
            Say("undo: nothing has been done yet");
            return State;
        }

        Say($"undo: {_states.Pop().Line}");
        return State;
    }

    private ShellState Run(ShellState state, string line)
    {
        if (line.Trim() == "^C")
        {
            return Rested(Interrupt(state));
        }

        var (items, error) = ShellParser.Parse(line);
        if (error is not null)
        {
            Say(error);
            return state with { Status = 2 };
        }

        foreach (var item in items)
        {
            bool isSkipped = (item.Joint == "&&" && state.Status != 0) || (item.Joint == "||" && state.Status == 0);
            if (!isSkipped && !state.IsOver)
            {
                state = Run(state, item);
            }
        }

        return Rested(state);
    }

    private ShellState Run(ShellState state, ShellItem item)
    {
        string status = state.Status.ToString(CultureInfo.InvariantCulture);
        string[] words = [.. item.Words.Select(word => word.Replace(ShellParser.StatusMark.ToString(), status, StringComparison.Ordinal))];
        if (words is ["sudo", _, ..])
        {
            words = words[1..];
        }

        var builtIn = words.Length == 0 ? null : BuiltIn(words[0]);
        if (builtIn is not null && (!state.HasPanicked || words[0] is "exit" or "help" or "jobs" or "save"))
        {
            return builtIn(state, words[1..]);
        }

        if (state.HasPanicked)
        {
            Say(Stopped);
            return state with { Status = 1 };
        }

        return Start(state, item, words);
    }
}
