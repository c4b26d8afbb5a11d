using Smp.Traces;

namespace Smp.Tests.Traces;

public sealed class MessagesTests
{
    [Fact]
    public void Messages_stand_as_a_sequence_with_the_steps_that_posted_them()
        => Golden.Matches("messages-two-openers", new MessagesExporter().Export(Sample.TwoOpeners()));

    [Fact]
    public void A_run_without_messages_says_so()
        => Assert.StartsWith("no messages\n", new MessagesExporter().Export(new Trace(Sample.Header("U0", 1), [])), StringComparison.Ordinal);
}
