namespace Smp.Traces;

/// <summary>The messages between actors as a sequence, each with the number of the step that posted it.</summary>
public sealed class MessagesExporter : ITraceExporter
{
    /// <inheritdoc/>
    public string Name => "messages";

    /// <inheritdoc/>
    public string FileEnding => "messages.txt";

    /// <inheritdoc/>
    /// <remarks>The columns are as wide as the longest name in them: the trace is read twice.</remarks>
    public void Write(Trace trace, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(output);
        var messages = trace.Lines.OfType<TraceMessage>();
        int number = 3;
        int from = 0;
        int to = 0;
        foreach (var message in messages)
        {
            number = Math.Max(number, $"{message.Number}".Length);
            from = Math.Max(from, message.From.Length);
            to = Math.Max(to, message.To.Length);
        }

        if (from + to == 0)
        {
            output.Write("no messages\n");
        }
        else
        {
            foreach (var message in messages)
            {
                string step = $"{message.Number}".PadLeft(number);
                output.Write($"step {step}  {message.From.PadRight(from)} -> {message.To.PadRight(to)}  {Printable.Of(message.Text)}".TrimEnd());
                output.Write('\n');
            }
        }

        foreach (string line in Conclusion.Lines(trace, explanation: false))
        {
            output.Write(line);
            output.Write('\n');
        }
    }
}
