namespace Smp.Tests.Scenarios.Prompt;

/// <summary>
/// The sessions that the documents print, and what belongs to them: a transcript a file, named after its module and its
/// environment. The lines behind a prompt are typed; a terminal shows the whole, byte for byte. Where a document's output is
/// that of another kernel or is wrong, the transcript has the true one, and a typed comment says so.
/// </summary>
public sealed class DocumentSessionTests
{
    public static TheoryData<string> Transcripts => Transcript.In("Sessions");

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void A_terminal_shows_the_transcript(string name) => Transcript.Matches("Sessions", name);
}
