using System.Text;

namespace Smp.Scenarios;

/// <summary>A command of a line, as it was typed.</summary>
/// <param name="Words">Its words, quotes taken off.</param>
/// <param name="Redirection">Where its output goes; null for the terminal.</param>
/// <param name="IsBackground">Whether an <c>&amp;</c> follows.</param>
/// <param name="Joint">What joins it to the command before: <c>&amp;&amp;</c>, <c>||</c>, or nothing.</param>
/// <param name="Text">The text it was read from.</param>
internal sealed record ShellItem(IReadOnlyList<string> Words, ShellRedirection? Redirection, bool IsBackground, string Joint, string Text);

/// <summary>
/// Reads a command line: words with quotes, <c>&gt;</c> and <c>&gt;&gt;</c>, <c>;</c>, <c>&amp;</c>, <c>&amp;&amp;</c>, <c>||</c> and
/// comments. What a shell has beyond that is refused in so many words.
/// </summary>
internal sealed class ShellParser
{
    /// <summary>Stands in a word for <c>$?</c>, which is known only when the command is run.</summary>
    internal const char StatusMark = '\uE000';

    private const string Unexpected = "bash: syntax error near unexpected token `{0}'";

    private static readonly string[] s_operators = ["&&", "||", ">>", ";", "&", ">", "|", "<"];

    private readonly string _line;
    private readonly List<ShellItem> _items = [];
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();

    private ShellParser(string line) => _line = line;

    /// <summary>The commands of a line; or what is wrong with it.</summary>
    internal static (IReadOnlyList<ShellItem> Items, string? Error) Parse(string line)
    {
        var parser = new ShellParser(line);
        string? error = parser.Read();
        return (error is null ? parser._items : [], error);
    }

    private string? Read()
    {
        int at = 0;
        int begin = 0;
        string joint = "";
        ShellRedirection? redirection = null;
        while (true)
        {
            at = SkipBlanks(at);
            string sign = SignAt(at);
            if (sign.Length == 0 && at < _line.Length)
            {
                if (Word(ref at) is { } error)
                {
                    return error;
                }

                _words.Add(_word.ToString());
                continue;
            }

            if (sign is ">" or ">>")
            {
                at = SkipBlanks(at + sign.Length);
                if (SignAt(at) is { Length: > 0 } found || at == _line.Length)
                {
                    return Wrong(at == _line.Length ? "newline" : SignAt(at));
                }

                if (Word(ref at) is { } error)
                {
                    return error;
                }

                redirection = new ShellRedirection(_word.ToString(), sign == ">>");
                continue;
            }

            if (sign is "|" or "<")
            {
                return $"bash: {sign}: {(sign == "|" ? "pipes are" : "input from a file is")} not supported here";
            }

            bool isEnd = sign.Length == 0;
            if (_words.Count == 0 && redirection is null)
            {
                if (isEnd && joint.Length == 0)
                {
                    return null;
                }

                return Wrong(isEnd ? "newline" : sign);
            }

            string text = _line[begin..at].Trim();
            _items.Add(new ShellItem([.. _words], redirection, sign == "&", joint, text));
            _words.Clear();
            redirection = null;
            joint = sign is "&&" or "||" ? sign : "";
            at += sign.Length;
            begin = at;
            if (isEnd)
            {
                return null;
            }
        }
    }

    private static string Wrong(string token) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Unexpected, token);

    private int SkipBlanks(int at)
    {
        while (at < _line.Length && char.IsWhiteSpace(_line[at]))
        {
            at++;
        }

        // A word that begins with # begins a comment.
        return at < _line.Length && _line[at] == '#' ? _line.Length : at;
    }

    private string SignAt(int at)
        => Array.Find(s_operators, sign => string.CompareOrdinal(_line, at, sign, 0, sign.Length) == 0) ?? "";

    /// <summary>Reads a word: null, or what is wrong with it.</summary>
    private string? Word(ref int at)
    {
        _word.Clear();
        while (at < _line.Length && !char.IsWhiteSpace(_line[at]) && SignAt(at).Length == 0)
        {
            char c = _line[at];
            if (c is '\'' or '"')
            {
                int end = EndOfQuote(at);
                if (end < 0)
                {
                    return $"bash: unexpected EOF while looking for matching `{c}'";
                }

                Quoted(_line[(at + 1)..end], c == '"');
                at = end + 1;
                continue;
            }

            if (c == '\\' && at + 1 < _line.Length)
            {
                at++;
            }
            else if (IsStatus(_line, at))
            {
                _word.Append(StatusMark);
                at += 2;
                continue;
            }

            _word.Append(_line[at++]);
        }

        return null;
    }

    private int EndOfQuote(int at)
    {
        char quote = _line[at];
        for (int i = at + 1; i < _line.Length; i++)
        {
            if (_line[i] == quote)
            {
                return i;
            }

            i += _line[i] == '\\' && quote == '"' ? 1 : 0;
        }

        return -1;
    }

    private void Quoted(string text, bool isDouble)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (isDouble && text[i] == '\\' && i + 1 < text.Length && text[i + 1] is '"' or '\\' or '$' or '`')
            {
                i++;
            }
            else if (isDouble && IsStatus(text, i))
            {
                _word.Append(StatusMark);
                i++;
                continue;
            }

            _word.Append(text[i]);
        }
    }

    private static bool IsStatus(string text, int at) => text[at] == '$' && at + 1 < text.Length && text[at + 1] == '?';
}
