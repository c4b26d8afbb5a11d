using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>
/// The lines that a module prints for keys, against the bytes that the keyboard has sent: every key once, in order, and no
/// other.
/// </summary>
public sealed class PrintedKeys
{
    /// <summary>The kind of a key that was printed more often than it was sent.</summary>
    public const string Twice = "key-twice";

    /// <summary>The kind of a key that is not printed when all is over.</summary>
    public const string Lost = "key-lost";

    /// <summary>The kind of a line that tells of what no key has done.</summary>
    public const string Mixed = "key-mixed";

    /// <summary>The kind of a line that nobody has pressed a key for.</summary>
    public const string Foreign = "key-foreign";

    /// <summary>The kind of lines in another order than that of the keys.</summary>
    public const string OutOfOrder = "key-order";

    private readonly Stage _stage;
    private readonly IntrptModule _module;
    private readonly LogText _log;
    private readonly string[] _lines;

    /// <summary>The keys of a stage, which prints them, while it is being built.</summary>
    /// <param name="stage">The stage, whose log becomes part of the state.</param>
    /// <param name="module">Who prints.</param>
    /// <param name="codes">What the keyboard sends, each code once.</param>
    public PrintedKeys(Stage stage, IntrptModule module, params int[] codes)
    {
        ArgumentNullException.ThrowIfNull(stage);
        _stage = stage;
        _module = module;
        _log = stage.ReadsLog();
        _lines = [.. codes.Select(IntrptModule.LineOf)];
    }

    /// <summary>How many lines tell of keys: for the clauses of a scenario.</summary>
    public int Count => CountOf("Scan Code ");

    /// <summary>Whether each key has its line: for the clauses of a scenario.</summary>
    public bool All => _lines.All(line => CountOf(line) == 1) && Count == _lines.Length;

    /// <summary>Whether nothing is left to come, to handle or to print: for the clauses of a scenario.</summary>
    public bool IsQuiet
    {
        get
        {
            var keyboard = _stage.Kernel.Keyboard;
            var line = _stage.Kernel.Interrupts.Irqs[0];
            return keyboard.Waiting == 0
                && (keyboard.Status & I8042.OutputBufferFull) == 0
                && !line.IsBusy
                && !_stage.Kernel.Workqueues.IsBusy(_module.Task);
        }
    }

    /// <summary>Never: a key is printed more often than it was sent.</summary>
    public void NeverTwice() => _stage.Never("a key is printed twice", () => _lines.Any(line => CountOf(line) > 1), Twice);

    /// <summary>Never: all is over, and a line is missing.</summary>
    public void NeverLost() => _stage.Never("a key is never printed", () => Count < _lines.Length && IsQuiet, Lost);

    /// <summary>Never: a line tells of none of the keys.</summary>
    public void NeverMixed() => _stage.Never("what is printed is half of one key and half of another", () => Count != _lines.Sum(CountOf), Mixed);

    /// <summary>Never: there are more lines than bytes that the keyboard has sent.</summary>
    public void NeverForeign() => _stage.Never("a key is printed that nobody pressed", () => Count > _stage.Kernel.Keyboard.Sent, Foreign);

    /// <summary>Never: the line of a key stands after that of the next one.</summary>
    public void NeverOutOfOrder() => _stage.Never("keys are printed in another order than they were pressed in", IsOutOfOrder, OutOfOrder);

    private bool IsOutOfOrder()
    {
        for (int i = 1; i < _lines.Length; i++)
        {
            int later = _log.IndexOf(_lines[i]);
            if (later >= 0 && _log.IndexOf(_lines[i - 1], later + _lines[i].Length) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private int CountOf(string line)
    {
        int count = 0;
        for (int at = _log.IndexOf(line); at >= 0; at = _log.IndexOf(line, at + line.Length))
        {
            count++;
        }

        return count;
    }
}
