namespace Smp.Scenarios;

/// <summary>The keys of a keyboard and the codes they send when they are pressed (set 1, as the controller translates them).</summary>
internal static class ScanCodes
{
    private const string Digits = "1234567890-=";
    private const int FirstDigit = 0x02;

    private static readonly (string Keys, int First)[] s_rows = [(Digits, FirstDigit), ("qwertyuiop[]", 0x10), ("asdfghjkl;'`", 0x1e), ("\\zxcvbnm,./", 0x2b)];

    private static readonly SortedDictionary<string, int> s_named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["esc"] = 0x01,
        ["backspace"] = 0x0e,
        ["tab"] = 0x0f,
        ["enter"] = 0x1c,
        ["ctrl"] = 0x1d,
        ["shift"] = 0x2a,
        ["alt"] = 0x38,
        ["space"] = 0x39,
        ["capslock"] = 0x3a,
        ["f1"] = 0x3b,
        ["f2"] = 0x3c,
        ["f3"] = 0x3d,
        ["f4"] = 0x3e,
        ["numlock"] = 0x45,
        ["scrolllock"] = 0x46,
    };

    /// <summary>The code of a key: a letter, a digit or a sign, or one of those with a name; 0 for none.</summary>
    internal static int Of(string key)
    {
        if (key.Length != 1)
        {
            return s_named.GetValueOrDefault(key);
        }

        foreach (var (keys, first) in s_rows)
        {
            if (keys.IndexOf(char.ToLowerInvariant(key[0]), StringComparison.Ordinal) is >= 0 and var at)
            {
                return first + at;
            }
        }

        return 0;
    }
}
