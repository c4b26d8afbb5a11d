using System.Globalization;
using System.Text;
using Smp.Exploration;
using Smp.Machine;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>What a game shows, in words.</summary>
internal static class PlayText
{
    private const int WordSize = sizeof(long);

    internal static readonly string[] Help =
    [
        "  1, 2, …   that agent takes its next step; so does its name, or the beginning of it",
        "  a         the agent that stepped last goes on to its next call, return or access of the module's memory",
        "  u         take back the last move; u 3: the last three",
        "  h         a hint, searched for from here: a way to a finding, or that there is none",
        "  s         the module's variables, and who stands where",
        "  c         the columns from the beginning",
        "  q         quit, with the token of the schedule so far",
    ];

    /// <summary>What the step of an option would be: <c>Sleep.cs:87  load Already_Open = 0</c>.</summary>
    internal static string Step(Trace preview)
    {
        var step = preview.Steps.Last();
        return step.Place.Length != 0 && step.Code is CodeKind.Module or CodeKind.Primitive ? $"{step.Place}  {StepText.Of(step)}" : StepText.Of(step);
    }

    /// <summary><c>Already_Open = 1</c>; as text where it is a longer piece of memory, by its fields where they have names.</summary>
    internal static string Variable(PlayVariable variable, Recording recording)
    {
        byte[] bytes = [.. variable.Bytes];
        string value = bytes.Length switch
        {
            sizeof(byte) => Number((sbyte)bytes[0]),
            sizeof(short) => Number(BitConverter.ToInt16(bytes)),
            sizeof(int) => Number(BitConverter.ToInt32(bytes)),
            WordSize => Word(BitConverter.ToInt64(bytes), recording),
            _ when variable.Region.Fields.Any(field => field.Length != 0) => $"{{ {string.Join(", ", Fields(variable.Region, bytes, recording))} }}",
            _ when Array.TrueForAll(bytes, b => b == 0) => $"{bytes.Length} zeros",
            _ when IsText(bytes) => $"\"{Printable(bytes)}\"",
            _ => $"{{ {string.Join(", ", Words(bytes).Select(word => Word(word, recording)))} }}",
        };
        return $"{variable.Region.Name} = {value}";
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Word(long value, Recording recording) => recording.PointeeOf(value) ?? Number(value);

    private static IEnumerable<long> Words(byte[] bytes)
        => Enumerable.Range(0, bytes.Length / WordSize).Select(word => BitConverter.ToInt64(bytes, word * WordSize));

    private static IEnumerable<string> Fields(Region region, byte[] bytes, Recording recording)
        => region.Fields.Zip(Words(bytes)).Where(field => field.First.Length != 0).Select(field => $"{field.First} = {Word(field.Second, recording)}");

    // A string of C, with whatever zeros follow it.
    private static bool IsText(byte[] bytes) => bytes.AsSpan().TrimEnd((byte)0).IndexOf((byte)0) < 0 && bytes[0] is >= (byte)' ' and < 127;

    private static string Printable(byte[] bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes.AsSpan().TrimEnd((byte)0))
        {
            text.Append(b is >= (byte)' ' and < 127 ? ((char)b).ToString() : $"\\x{b:x2}");
        }

        return text.ToString();
    }
}
