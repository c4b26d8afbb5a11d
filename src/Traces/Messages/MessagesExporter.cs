using System.Text;

namespace Smp.Traces;

/// <summary>The messages between actors as a sequence, each with the number of the step that posted it.</summary>
public sealed class MessagesExporter : ITraceExporter
{
    /// <inheritdoc/>
    public string Name => "messages";

    /// <inheritdoc/>
    public string Export(Trace trace)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var messages = trace.Lines.OfType<TraceMessage>().ToList();
        var output = new StringBuilder();
        if (messages.Count == 0)
        {
            output.Append("no messages\n");
        }
        else
        {
            int number = Math.Max(3, $"{messages[^1].Number}".Length);
            int from = messages.Max(message => message.From.Length);
            int to = messages.Max(message => message.To.Length);
            foreach (var message in messages)
            {
                string step = $"{message.Number}".PadLeft(number);
                output.Append($"step {step}  {message.From.PadRight(from)} -> {message.To.PadRight(to)}  {Printable.Of(message.Text)}".TrimEnd()).Append('\n');
            }
        }

        foreach (string line in Conclusion.Lines(trace, explanation: false))
        {
            output.Append(line).Append('\n');
        }

        return output.ToString();
    }
}
