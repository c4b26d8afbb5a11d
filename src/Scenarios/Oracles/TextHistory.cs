using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// The history of the writes and reads of a file that holds one text: when each began and ended, and so which texts a
/// read may give. A text that mixes several writes is torn, one that nobody wrote is foreign, one that was replaced
/// before the read began is stale.
/// </summary>
/// <remarks>
/// The register of Lamport, "On interprocess communication" (1986): a read that overlaps no write gives the last text
/// written before it; one that overlaps writes may give any of those too.
/// </remarks>
public sealed class TextHistory
{
    /// <summary>The kind of a mixture that is what the file keeps: a read gets it although no write was in progress.</summary>
    public const string Mixed = "mixed-text";

    private const int Torn = 1;
    private const int Foreign = 2;
    private const int Stale = 3;
    private const int Kept = 4;

    private readonly Stage _stage;
    private readonly Func<string, string> _shown;
    private readonly List<Entry> _writes = [];
    private readonly bool _tellsKept;
    private readonly Ghost _clock;
    private readonly Ghost _verdict;

    /// <summary>The history of a file, and the clauses that go with it.</summary>
    /// <param name="stage">The stage it is on.</param>
    /// <param name="initial">The text before the race.</param>
    /// <param name="shown">What a read gives for a text that was written: format and line end.</param>
    /// <param name="kept">
    /// The kind of a mixture that a read gets while nobody writes, where it is told from one that the read itself made:
    /// <see cref="Mixed"/>.
    /// </param>
    public TextHistory(Stage stage, string initial, Func<string, string> shown, string? kept = null)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(shown);
        _stage = stage;
        _shown = shown;
        _clock = stage.Ghost("history");
        _verdict = stage.Ghost("history verdict");
        Write(initial);
        _tellsKept = kept is not null;
        stage.Never("a reader gets a mixture of several texts", () => _verdict.Value == Torn, "torn-text");
        if (kept is not null)
        {
            stage.Never("the file keeps a mixture of several texts", () => _verdict.Value == Kept, kept);
        }

        stage.Never("a reader gets a text that nobody wrote", () => _verdict.Value == Foreign, "foreign-text");
        stage.Never("a reader gets a text that was replaced before it asked", () => _verdict.Value == Stale, "stale-text");
    }

    /// <summary>A write that will be made, while the stage is being built.</summary>
    /// <returns>Its number, for <see cref="Begin"/> and <see cref="End"/>.</returns>
    public int Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int number = _writes.Count;
        _writes.Add(new Entry(_shown(text), _stage.Ghost($"write {number} begins"), _stage.Ghost($"write {number} ends")));
        return number;
    }

    /// <summary>The write is about to be made.</summary>
    public void Begin(int write)
    {
        var begins = _writes[write].Begins;
        begins.Value = Now();
    }

    /// <summary>The write has been made.</summary>
    public void End(int write)
    {
        var ends = _writes[write].Ends;
        ends.Value = Now();
    }

    /// <summary>A read is about to be made; what it gives goes to <see cref="EndRead"/>.</summary>
    public long BeginRead() => Now();

    /// <summary>A read has given <paramref name="length"/> bytes at <paramref name="buffer"/>.</summary>
    public void EndRead(long began, Address buffer, long length)
    {
        string text = TextAt(buffer, (int)Math.Max(length, 0));
        bool known = false;
        for (int i = 0; i < _writes.Count; i++)
        {
            if (_writes[i].Shown == text)
            {
                known = true;
                if (MayGive(i, began))
                {
                    return;
                }
            }
        }

        var verdict = _verdict;
        verdict.Value = known ? Stale : !IsMixture(text) ? Foreign : _tellsKept && !IsWritten(began) ? Kept : Torn;
    }

    private long Now()
    {
        var clock = _clock;
        return ++clock.Value;
    }

    private bool MayGive(int write, long began)
    {
        var entry = _writes[write];
        if (write != 0 && entry.Begins.Value == 0)
        {
            return false;
        }

        // Replaced: another write lies wholly between this one's end and the read's beginning.
        for (int i = 1; i < _writes.Count; i++)
        {
            var other = _writes[i];
            bool isAfter = write == 0 || (entry.Ends.Value != 0 && entry.Ends.Value < other.Begins.Value);
            if (i != write && isAfter && other.Ends.Value != 0 && other.Ends.Value < began)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether any write was in progress after a moment.</summary>
    private bool IsWritten(long since)
    {
        foreach (var entry in _writes)
        {
            if (entry.Begins.Value != 0 && (entry.Ends.Value == 0 || entry.Ends.Value > since))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsMixture(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool fromSome = false;
            foreach (var entry in _writes)
            {
                fromSome |= i < entry.Shown.Length && entry.Shown[i] == text[i];
            }

            if (!fromSome)
            {
                return false;
            }
        }

        return true;
    }

    private string TextAt(Address buffer, int length)
    {
        var memory = _stage.Computer.Memory;
        return string.Create(length, (memory, buffer), static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = (char)from.memory.Read<byte>(from.buffer + i);
            }
        });
    }

    private sealed record Entry(string Shown, Ghost Begins, Ghost Ends);
}
