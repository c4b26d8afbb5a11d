using Smp.Exploration;
using Smp.Testing;
using Xunit;

[assembly: ScenarioSource(typeof(OwnModule.MailboxScenarios))]

namespace OwnModule.Tests;

/// <summary>One test case for each environment: see <c>dotnet test --list-tests</c>.</summary>
public sealed class MailboxTests
{
    // A proof takes as long as it takes: on a busy machine more than the 30 s that are usual.
    [Explore("mailbox/LOST.fixed", TimeSeconds = 300)]
    public void The_corrected_mailbox_is_proved_clean()
    {
    }

    [Explore("mailbox/LOST", Environments = "UP, S26, S26p", Expect = Expect.Found)]
    public void A_letter_is_lost_where_somebody_can_come_between(HuntResult result)
        => Assert.Equal("a letter that was accepted is neither taken nor in the box", result.Findings[0].Title);

    [Explore("mailbox/LOST", Environments = "U0, B20")]
    public void None_is_where_nobody_can()
    {
    }
}
