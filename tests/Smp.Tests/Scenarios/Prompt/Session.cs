using System.Text;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Scenarios.Prompt;

/// <summary>Sessions at the prompt, and their transcripts.</summary>
internal static class Session
{
    /// <summary>A session in an environment.</summary>
    internal static ShellSession New(string environment = "S26", ulong? seed = null)
        => new(new ShellSetup(Environments.Find(environment)!) { Seed = seed });

    /// <summary>Types lines: what a terminal shows of them, without the prompts.</summary>
    internal static string Type(ShellSession session, params string[] lines) => string.Concat(lines.Select(session.Do));

    /// <summary>The lines after the prompts are typed, and a terminal shows the transcript.</summary>
    /// <param name="transcript">What a terminal shows, as <c>--script</c> prints it.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="hides">A line whose output is not looked at.</param>
    internal static void Shows(string transcript, string environment = "S26", string? hides = null)
        => Assert.Equal(transcript.TrimEnd('\n') + "\n", Of(transcript, environment, hides));

    /// <summary>What a terminal shows when the lines after the prompts of a transcript are typed.</summary>
    internal static string Of(string transcript, string environment, string? hides = null)
    {
        var session = New(environment);
        var shown = new StringBuilder();
        foreach (string line in transcript.Split('\n').Where(line => line.StartsWith(ShellSession.Prompt, StringComparison.Ordinal)))
        {
            string text = session.Do(line[ShellSession.Prompt.Length..]);
            shown.Append(line).Append('\n').Append(line == hides ? "" : text);
        }

        return shown.ToString();
    }
}
