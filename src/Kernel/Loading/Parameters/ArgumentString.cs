namespace Smp.Kernel;

/// <summary>
/// The arguments of a module, as insmod hands them over: <c>name=value</c>, separated by spaces; a value with spaces stands
/// in quotes.
/// </summary>
/// <remarks>After next_arg() of kernel/params.c of 2.6.11 and lib/cmdline.c of 6.8.</remarks>
internal static class ArgumentString
{
    /// <summary>Takes the next argument from <paramref name="position"/> on; false at the end.</summary>
    internal static bool TryNext(ReadOnlySpan<char> arguments, ref int position, out Argument argument)
    {
        argument = default;
        while (position < arguments.Length && arguments[position] == ' ')
        {
            position++;
        }

        if (position == arguments.Length)
        {
            return false;
        }

        int start = position;
        int equals = -1;
        bool isQuoted = false;
        for (; position < arguments.Length && (isQuoted || arguments[position] != ' '); position++)
        {
            if (arguments[position] == '=' && equals < 0)
            {
                equals = position;
            }

            isQuoted ^= arguments[position] == '"';
        }

        argument = equals < 0
            ? new Argument(start, position, -1, -1)
            : new Argument(start, equals, equals + 1, position);
        bool opens = argument.HasValue && argument.Value < argument.ValueEnd && arguments[argument.Value] == '"';
        if (opens)
        {
            bool closes = argument.ValueEnd - argument.Value > 1 && arguments[argument.ValueEnd - 1] == '"';
            argument = argument with { Value = argument.Value + 1, ValueEnd = argument.ValueEnd - (closes ? 1 : 0) };
        }

        return true;
    }

    /// <summary>Whether two names are the same: a '-' is an '_'.</summary>
    internal static bool AreSame(ReadOnlySpan<char> name, ReadOnlySpan<char> other)
    {
        if (name.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if ((name[i] == '-' ? '_' : name[i]) != (other[i] == '-' ? '_' : other[i]))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Where an argument stands in the string: its name, and its value without the quotes.</summary>
/// <param name="Name">Where the name begins.</param>
/// <param name="NameEnd">Where it ends.</param>
/// <param name="Value">Where the value begins; negative if there is no equals sign.</param>
/// <param name="ValueEnd">Where it ends.</param>
internal readonly record struct Argument(int Name, int NameEnd, int Value, int ValueEnd)
{
    /// <summary>Whether there is an equals sign.</summary>
    internal bool HasValue => Value >= 0;
}
