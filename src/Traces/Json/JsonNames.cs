using Smp.Machine;

namespace Smp.Traces;

/// <summary>Values of enumerations as JSON has them: <c>HardIrq</c> is <c>hard_irq</c>.</summary>
internal static class JsonNames
{
    internal static string Of<T>(T value)
        where T : struct, Enum
        => CNames.Of(value.ToString());

    internal static T Parse<T>(string name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == name)
            {
                return value;
            }
        }

        throw new TraceFormatException($"'{name}' is not a {typeof(T).Name}");
    }
}
