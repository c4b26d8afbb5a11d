using System.Globalization;

namespace Smp.Scenarios;

/// <summary>The options of a program, as getopt(3) reads them: letters, together or apart, anywhere among the operands.</summary>
internal sealed class ProgramOptions
{
    private readonly Dictionary<char, string> _given = [];
    private readonly Fault? _fault;

    private ProgramOptions(IReadOnlyList<string> arguments, string letters, (string Name, char Letter)[] names)
    {
        for (int i = 0; i < arguments.Count && _fault is null; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
            {
                Operands.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                _fault = ReadName(argument, names);
            }
            else if (argument.Length > 1 && argument[0] == '-')
            {
                _fault = ReadLetters(arguments, ref i, letters);
            }
            else
            {
                Operands.Add(argument);
            }
        }
    }

    /// <summary>What is no option.</summary>
    internal List<string> Operands { get; } = [];

    /// <summary>Whether anything is wrong: <see cref="Complaint"/> says what.</summary>
    internal bool AreWrong => _fault is not null;

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="letters">The letters there are; one that wants a value has a colon behind it.</param>
    /// <param name="names">Long names and the letters that they stand for.</param>
    internal static ProgramOptions Parse(IReadOnlyList<string> arguments, string letters, params (string Name, char Letter)[] names)
        => new(arguments, letters, names);

    /// <summary>Whether an option was given.</summary>
    internal bool Has(char letter) => _given.ContainsKey(letter);

    /// <summary>The value of an option; null if it was not given.</summary>
    internal string? ValueOf(char letter) => _given.GetValueOrDefault(letter);

    /// <summary>The value of an option as a number: <paramref name="otherwise"/> if it was not given, -1 if it is none.</summary>
    internal int NumberOf(char letter, int otherwise)
        => ValueOf(letter) is not { } text ? otherwise
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : -1;

    /// <summary>What getopt says, without the program's name.</summary>
    internal string Complaint(ShellProcess process)
        => _fault is not { } fault ? ""
            : fault.Word.StartsWith('-') ? $"{fault.What} {process.Quote(fault.Word)}"
            : $"{fault.What} -- {(process.IsModern() ? $"'{fault.Word}'" : fault.Word)}";

    private Fault? ReadName(string argument, (string Name, char Letter)[] names)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? argument[2..] : argument[2..equals];
        if (Array.Find(names, n => n.Name == name) is not { Letter: not '\0' } known)
        {
            return new Fault("unrecognized option", argument);
        }

        _given[known.Letter] = equals < 0 ? "" : argument[(equals + 1)..];
        return null;
    }

    private Fault? ReadLetters(IReadOnlyList<string> arguments, ref int i, string letters)
    {
        string argument = arguments[i];
        for (int at = 1; at < argument.Length; at++)
        {
            int known = argument[at] == ':' ? -1 : letters.IndexOf(argument[at], StringComparison.Ordinal);
            if (known < 0)
            {
                return new Fault("invalid option", argument[at].ToString());
            }

            if (known + 1 == letters.Length || letters[known + 1] != ':')
            {
                _given[argument[at]] = "";
                continue;
            }

            if (at + 1 == argument.Length && i + 1 == arguments.Count)
            {
                return new Fault("option requires an argument", argument[at].ToString());
            }

            _given[argument[at]] = at + 1 < argument.Length ? argument[(at + 1)..] : arguments[++i];
            break;
        }

        return null;
    }

    /// <summary>What is wrong, and with which letter or name.</summary>
    private sealed record Fault(string What, string Word);
}
