using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>
/// The lines of the log that begin alike and go on with a text: each of those is a text that somebody wrote, and none is
/// told of twice.
/// </summary>
public sealed class LogLines
{
    /// <summary>The kind of a line with another text.</summary>
    public const string Foreign = "foreign-log";

    private readonly LogText _log;
    private readonly string _prefix;
    private readonly string[] _texts;

    /// <summary>The clause, while the stage is being built.</summary>
    /// <param name="stage">The stage, whose log becomes part of the state.</param>
    /// <param name="prefix">How the lines begin.</param>
    /// <param name="texts">All texts that are written, before the race or in it, each of them once.</param>
    public LogLines(Stage stage, string prefix, params string[] texts)
    {
        ArgumentNullException.ThrowIfNull(stage);
        _log = stage.ReadsLog();
        _prefix = prefix;
        _texts = texts;
        stage.Never("the log has a line that no write accounts for", () => Known < Lines, Foreign);
    }

    /// <summary>How many of the texts that are written the log tells of.</summary>
    public int Known
    {
        get
        {
            int count = 0;
            foreach (string text in _texts)
            {
                count += Has(text) ? 1 : 0;
            }

            return count;
        }
    }

    private int Lines
    {
        get
        {
            int count = 0;
            for (int at = Next(0); at >= 0; at = Next(at))
            {
                count++;
            }

            return count;
        }
    }

    /// <summary>Where the text of the next whole line begins; -1 if there is none.</summary>
    private int Next(int from)
    {
        int at = _log.IndexOf(_prefix, from);
        return at < 0 || _log.IndexOf("\n", at) < 0 ? -1 : at + _prefix.Length;
    }

    private bool Has(string text)
    {
        for (int at = Next(0); at >= 0; at = Next(at))
        {
            bool same = _log.IndexOf("\n", at) == at + text.Length;
            for (int i = 0; same && i < text.Length; i++)
            {
                same = _log[at + i] == text[i];
            }

            if (same)
            {
                return true;
            }
        }

        return false;
    }
}
