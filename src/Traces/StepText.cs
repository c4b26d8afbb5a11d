namespace Smp.Traces;

/// <summary>A step in words, as the columns show it.</summary>
public static class StepText
{
    /// <summary><c>store Already_Open = 1</c>, without the place in the source.</summary>
    public static string Of(TraceStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return StepWords.Text(step);
    }
}
