using System.Globalization;
using System.Numerics;
using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What the types of parameters have in common: reading and writing numbers as text, and texts in memory.</summary>
/// <remarks>
/// 2.6.11 reads with simple_strtol (kernel/params.c, STANDARD_PARAM_DEF): the base from the prefix, what follows the digits
/// is not looked at, what does not fit is -EINVAL, a long of 32 bits wraps. 6.8 reads with kstrtoint and its kin: the whole
/// text or -EINVAL, what does not fit is -ERANGE.
/// </remarks>
internal static class ParameterText
{
    internal static string NameOf(ParameterType type) => type switch
    {
        ParameterType.Byte => "byte",
        ParameterType.Short => "short",
        ParameterType.UShort => "ushort",
        ParameterType.Int => "int",
        ParameterType.UInt => "uint",
        ParameterType.Long => "long",
        ParameterType.ULong => "ulong",
        ParameterType.Bool => "bool",
        ParameterType.InvBool => "invbool",
        _ => "charp",
    };

    /// <summary>The number that a value stands for: 0, or -EINVAL or -ERANGE.</summary>
    internal static int Parse(ParameterType type, in ParameterValue value, bool isModern, out long number)
    {
        number = 0;
        if (type is ParameterType.Bool or ParameterType.InvBool)
        {
            int truth = value.IsGiven ? Truth(value.Text, isModern) : 1;
            number = type == ParameterType.Bool ? truth : 1 - truth;
            return truth < 0 ? -Errno.EINVAL : 0;
        }

        if (!value.IsGiven || !TryParse(value.Text, IsSigned(type), isModern, out var exact))
        {
            return -Errno.EINVAL;
        }

        var (least, most) = Range(type, isModern);
        if (!isModern && Range(ParameterType.ULong, isModern: false) is var (_, word) && (exact > most || exact < least))
        {
            // A long of 32 bits has wrapped by now; a shorter type is compared with it.
            exact = IsSigned(type) ? (int)(uint)(exact & word) : exact & word;
        }

        number = exact >= least && exact <= most ? (long)exact : 0;
        return exact >= least && exact <= most ? 0 : isModern ? -Errno.ERANGE : -Errno.EINVAL;
    }

    /// <summary>A value as sysfs shows it. A byte is shown as a character in 2.6.11 ("%c").</summary>
    internal static string Show(ParameterType type, long value, bool isModern) => type switch
    {
        ParameterType.Bool => value != 0 ? "Y" : "N",
        ParameterType.InvBool => value != 0 ? "N" : "Y",
        ParameterType.Byte when !isModern => ((char)(byte)value).ToString(),
        ParameterType.Byte => ((byte)value).ToString(CultureInfo.InvariantCulture),
        ParameterType.UShort => ((ushort)value).ToString(CultureInfo.InvariantCulture),
        ParameterType.UInt => ((uint)value).ToString(CultureInfo.InvariantCulture),
        ParameterType.ULong => (isModern ? (ulong)value : (uint)value).ToString(CultureInfo.InvariantCulture),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>One load of so many bytes, as the plain access that it is.</summary>
    internal static async KTask<long> Load(Computer computer, Address address, int size) => size switch
    {
        1 => await new Shared<byte>(computer, address).Load(function: "param_attr_show"),
        2 => await new Shared<short>(computer, address).Load(function: "param_attr_show"),
        4 => await new Shared<int>(computer, address).Load(function: "param_attr_show"),
        _ => await new Shared<long>(computer, address).Load(function: "param_attr_show"),
    };

    /// <summary>One store of so many bytes.</summary>
    internal static async KTask Store(Computer computer, ParameterStore store)
    {
        switch (store.Size)
        {
            case 1: await new Shared<byte>(computer, store.Address).Store((byte)store.Value, function: "param_attr_store"); break;
            case 2: await new Shared<short>(computer, store.Address).Store((short)store.Value, function: "param_attr_store"); break;
            case 4: await new Shared<int>(computer, store.Address).Store((int)store.Value, function: "param_attr_store"); break;
            default: await new Shared<long>(computer, store.Address).Store(store.Value, function: "param_attr_store"); break;
        }
    }

    /// <summary>A text up to its NUL, wherever that is: a load for each character.</summary>
    internal static async KTask<string> LoadString(Computer computer, Address text)
    {
        var result = new StringBuilder();
        byte c;
        while ((c = await new Shared<byte>(computer, text + result.Length).Load(function: "param_attr_show")) != 0)
        {
            result.Append((char)c);
        }

        return result.ToString();
    }

    /// <summary>kmalloc and strcpy, within a step: NULL if there is no memory.</summary>
    internal static Address Copy(Computer computer, ReadOnlySpan<char> text, string name)
    {
        var address = computer.AllocateHeap(text.Length + 1, Shadow.Live);
        if (address.IsNull)
        {
            return address;
        }

        for (int i = 0; i <= text.Length; i++)
        {
            computer.Memory.Write(address + i, i < text.Length ? (byte)text[i] : (byte)0);
        }

        if (computer.NamesMatter)
        {
            computer.Memory.Label(address, text.Length + 1, name);
        }

        return address;
    }

    /// <summary>kfree of a text, within a step. NULL is allowed.</summary>
    internal static void Free(Computer computer, Address text)
    {
        if (text.IsNull)
        {
            return;
        }

        int length = 0;
        while (computer.Memory.Read<byte>(text + length) != 0)
        {
            length++;
        }

        computer.Memory.SetShadow(text, length + 1, Shadow.Freed);
    }

    private static bool IsSigned(ParameterType type) => type is ParameterType.Short or ParameterType.Int or ParameterType.Long;

    private static (BigInteger Least, BigInteger Most) Range(ParameterType type, bool isModern) => type switch
    {
        ParameterType.Byte => (byte.MinValue, byte.MaxValue),
        ParameterType.Short => (short.MinValue, short.MaxValue),
        ParameterType.UShort => (ushort.MinValue, ushort.MaxValue),
        ParameterType.UInt => (uint.MinValue, uint.MaxValue),
        ParameterType.Long when isModern => (long.MinValue, long.MaxValue),
        ParameterType.ULong when isModern => (ulong.MinValue, ulong.MaxValue),
        ParameterType.ULong => (uint.MinValue, uint.MaxValue),
        _ => (int.MinValue, int.MaxValue),
    };

    /// <summary>1 for yes, 0 for no, negative for neither.</summary>
    private static int Truth(ReadOnlySpan<char> text, bool isModern) => text switch
    {
        ['y' or 'Y' or '1', ..] => 1,
        ['n' or 'N' or '0', ..] => 0,
        ['t' or 'T', ..] when isModern => 1,
        ['f' or 'F', ..] when isModern => 0,
        ['o' or 'O', 'n' or 'N', ..] when isModern => 1,
        ['o' or 'O', 'f' or 'F', ..] when isModern => 0,
        _ => -1,
    };

    private static bool TryParse(ReadOnlySpan<char> text, bool isSigned, bool isModern, out BigInteger number)
    {
        number = 0;
        text = isModern && text.EndsWith("\n") ? text[..^1] : text;
        bool isNegative = isSigned && text.StartsWith("-");
        text = isNegative || (isModern && text.StartsWith("+")) ? text[1..] : text;
        uint numberBase = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.Length > 2 && char.IsAsciiHexDigit(text[2]) ? 16u
            : text.StartsWith("0") ? 8u
            : 10u;
        text = numberBase == 16 ? text[2..] : text;
        int digits = 0;
        while (digits < text.Length && char.IsAsciiHexDigit(text[digits]) && Convert.ToUInt32(text[digits].ToString(), 16) is var digit && digit < numberBase)
        {
            number = (number * numberBase) + digit;
            digits++;
        }

        number = isNegative ? -number : number;
        return digits != 0 && (!isModern || digits == text.Length);
    }
}
