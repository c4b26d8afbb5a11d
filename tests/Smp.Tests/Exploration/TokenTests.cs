using FsCheck;
using FsCheck.Fluent;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.Tests.Exploration;

public sealed class TokenTests
{
    private static readonly Token s_token = new("sleep/SLP-1", "S26", "source", 0xDEADBEEF, [0, 0, 0, 1, 2, 0, 0, 1, 1, 1, 1, 1, 300, 0], 0x12345678);

    [Fact]
    public void A_token_comes_back_as_it_went()
    {
        var names = ArbMap.Default.GeneratorFor<NonEmptyString>().Select(s => s.Get)
            .Where(s => s.Length < 60 && !s.Any(char.IsSurrogate));
        var choices = Gen.Choose(0, 4).ArrayOf();
        var runs = from value in Gen.Choose(0, 0xFFFF)
                   from length in Gen.Choose(1, 5000)
                   select Enumerable.Repeat(value, length).ToArray();
        var tokens = from scenario in names
                     from environment in names
                     from granularity in Gen.OneOf(names, Gen.Constant("source"))
                     from stage in Gen.Choose(int.MinValue, int.MaxValue)
                     from events in Gen.Choose(int.MinValue, int.MaxValue)
                     from schedule in Gen.OneOf(choices, runs)
                     select new Token(scenario, environment, granularity, (uint)stage, schedule, (uint)events);
        Prop.ForAll(Arb.From(tokens), token =>
        {
            string text = token.ToString();
            Assert.Matches("^smp1-[A-Za-z0-9_-]+$", text);
            Assert.True(Token.TryParse($"  {text}\n", out var back, out string? error), error);
            Assert.Equal(token, back);
            Assert.Equal(token.GetHashCode(), back.GetHashCode());
            Assert.Equal(
                (token.Scenario, token.Environment, token.Granularity, token.StageFingerprint, token.EventHash),
                (back.Scenario, back.Environment, back.Granularity, back.StageFingerprint, back.EventHash));
            Assert.Equal(token.Choices, back.Choices);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_schedule_with_few_switches_is_short()
    {
        int[] choices = new int[1000];
        choices[300] = choices[700] = 1;
        var token = new Token("sleep/SLP-1", "S26p", "source", 1, choices, 2);
        Assert.True(token.ToString().Length < 70, token.ToString());
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        string text = s_token.ToString();
        for (int length = 0; length < text.Length; length++)
        {
            string error = Refused(text[..length]);
            Assert.True(length < 6 || error.Contains("cut short", StringComparison.Ordinal), error);
        }
    }

    [Fact]
    public void Every_mistyped_or_added_character_is_refused()
    {
        string text = s_token.ToString();
        for (int i = 0; i < text.Length; i++)
        {
            foreach (char c in "A9_-*z ")
            {
                if (text[i] != c)
                {
                    Refused(text[..i] + c + text[(i + 1)..]);
                }

                Refused(text[..i] + (c == ' ' ? '!' : c) + text[i..]);
            }
        }

        Assert.Contains("character 12 (*)", Refused(text[..11] + '*' + text[12..]), StringComparison.Ordinal);
        Refused(text + "A");
        Refused(text + text);
    }

    [Fact]
    public void Another_format_is_named()
    {
        string text = s_token.ToString();
        Assert.Contains("format 2", Refused("smp2-" + text[5..]), StringComparison.Ordinal);
        Assert.Contains("newer smp", Refused("smp2-"), StringComparison.Ordinal);
        Assert.DoesNotContain("newer", Refused("smp0-" + text[5..]), StringComparison.Ordinal);
        foreach (string foreign in (string[])["", "  ", "sleep/SLP-1", "smp", "smp-", "smp1", "smpx-AAAA", "smp99999999999-AAAA", "cr1-abcdef", "smp-1-AA", "\u0000\uD800"])
        {
            Refused(foreign);
        }

        Assert.False(Token.TryParse(null, out _, out _));
    }

    [Fact]
    public void Garbage_is_refused_without_a_throw_and_without_gigabytes()
    {
        var random = new SplitMix64(99);
        long allocated = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Below(80)];
            for (int j = 0; j < bytes.Length; j++)
            {
                bytes[j] = (byte)(random.Below(3) == 0 ? 0xFF : random.Next());
            }

            // Once as it comes, once with length and checksum made right, so that the inside is what is refused.
            foreach (byte[] content in (byte[][])[bytes, Sealed(bytes)])
            {
                string text = "smp1-" + Encode(content);
                long before = GC.GetAllocatedBytesForCurrentThread();
                bool parsed = Token.TryParse(text, out var token, out string? error);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                if (!parsed)
                {
                    Assert.Null(token);
                    OneLine(error);
                }
            }
        }

        Assert.True(allocated < 100_000_000, $"{allocated} bytes");
    }

    [Theory]
    [InlineData("FFFFFFFF0F", "before the choices")] // the scenario's length: 4 G
    [InlineData("FFFFFF7F", "before the choices")] // the scenario's length: 2^28 - 1
    [InlineData("0161016200000000000000000000FFFFFF7F", "in the choices")] // 2^28 - 1 choices
    [InlineData("01610162000000000000000000808040", "in the choices")] // 2^20 choices and none there
    [InlineData("016101620000000000000000000401FFFFFF7F", "in the choices")] // a run longer than the schedule
    [InlineData("0161016200000000000000000001FEFFFF7F", "in the choices")] // a choice of 2^27 - 1
    [InlineData("0161016200000000000000000001FF", "in the choices")] // ends inside a number
    [InlineData("016101620000000000000000000100FF", "in the choices")] // more after the end
    [InlineData("01FF0162000000000000000000", "before the choices")] // no UTF-8
    [InlineData("00016200000000000000000000", "before the choices")] // no scenario
    public void Well_sealed_nonsense_is_refused_where_it_stands(string body, string where)
        => Assert.Contains(where, Refused("smp1-" + Encode(Sealed(Convert.FromHexString(body)))), StringComparison.Ordinal);

    [Fact]
    public void A_long_token_is_refused_for_its_length()
    {
        Refused("smp1-" + new string('A', 10_000_000));
        Assert.Throws<ArgumentException>(() => new Token("a", "b", "c", 0, new int[Token.MaxChoices + 1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Token("a", "b", "c", 0, [-1], 0));
        Assert.Throws<ArgumentException>(() => new Token("", "b", "c", 0, [], 0));
        Assert.Throws<ArgumentException>(() => new Token(new string('a', 256), "b", "c", 0, [], 0));
        var longest = new Token("a", "b", "c", 0, new int[Token.MaxChoices], 0);
        Assert.True(Token.TryParse(longest.ToString(), out var back, out _));
        Assert.Equal(Token.MaxChoices, back.Choices.Count);
    }

    private static string Refused(string text)
    {
        Assert.False(Token.TryParse(text, out var token, out string? error), text);
        Assert.Null(token);
        return OneLine(error);
    }

    private static string OneLine(string? error)
    {
        Assert.False(string.IsNullOrWhiteSpace(error));
        Assert.DoesNotContain('\n', error);
        Assert.True(error!.Length < 250, error);
        return error;
    }

    /// <summary>The body with its length before it and its checksum behind it, as the format has them.</summary>
    private static byte[] Sealed(byte[] body)
    {
        byte[] framed = [(byte)body.Length, .. body];
        ulong hash = Hashing.Fold(1, (ulong)framed.Length);
        foreach (byte b in framed)
        {
            hash = Hashing.Fold(hash, b);
        }

        return [.. framed, .. BitConverter.GetBytes(Token.Shorten(hash))];
    }

    private static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
