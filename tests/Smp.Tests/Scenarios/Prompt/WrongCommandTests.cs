namespace Smp.Tests.Scenarios.Prompt;

/// <summary>
/// What a wrong command, name or argument gets: what bash, coreutils and the module tools say of it, those of 2005 and those
/// of 2024. The transcripts are one command a line.
/// </summary>
public sealed class WrongCommandTests
{
    public static TheoryData<string> Transcripts => Transcript.In("Wrong");

    [Theory]
    [MemberData(nameof(Transcripts))]
    public void It_is_said_as_Linux_says_it(string name) => Transcript.Matches("Wrong", name);

    [Fact]
    public void A_text_that_is_too_long_for_a_parameter_is_refused()
    {
        string text = new('x', 1025);
        Session.Shows($"""
            # insmod hello-5.ko mystring={text}
            insmod: error inserting 'hello-5.ko': -1 No space left on device
            # dmesg
            mystring: string parameter too long
            hello_5: `{text}' too large for parameter `mystring'
            """);
    }
}
