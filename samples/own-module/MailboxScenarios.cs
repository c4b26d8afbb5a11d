using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace OwnModule;

/// <summary>What is explored. smp finds this class because it is public and implements IScenarioSource.</summary>
public sealed class MailboxScenarios : IScenarioSource
{
    public IEnumerable<Scenario> Scenarios =>
        ScenarioPair.Of<Mailbox>(
            "mailbox/LOST",
            "two processes post a letter each, a third one takes one out",
            kernel => new Mailbox(kernel),
            kernel => new MailboxFixed(kernel),
            TwoWritersAndAReader);

    private static void TwoWritersAndAReader(Stage stage, Mailbox mailbox)
    {
        // Ghosts are the scenario's own notes: no process can see them, no access to them is a step.
        var accepted = stage.Ghost("letters accepted");
        var taken = stage.Ghost("letters taken");
        var done = stage.Ghost("processes done");

        foreach (string name in (string[])["alice", "bob"])
        {
            var fd = stage.Ghost($"fd of {name}");
            var text = stage.UserText($"letter of {name}", name[..1]);
            stage.Process(
                name,
                async p =>
                {
                    long written = await p.Write(fd.Value, text, 1);
                    accepted.Value += written == 1 ? 1 : 0;
                    done.Value++;
                    await p.Compute("done");
                },
                before: async p => fd.Value = await p.Open("/proc/mailbox", OpenFlags.WriteOnly));
        }

        var readFd = stage.Ghost("fd of reader");
        var page = stage.UserBuffer("page", 1);
        stage.Process(
            "reader",
            async p =>
            {
                long read = await p.Read(readFd.Value, page, 1);
                taken.Value += read == 1 ? 1 : 0;
                done.Value++;
                await p.Compute("done");
            },
            before: async p => readFd.Value = await p.Open("/proc/mailbox"));

        stage.Never(
            "a letter that was accepted is neither taken nor in the box",
            () => done.Value == 3 && accepted.Value > taken.Value + (mailbox.HoldsLetter ? 1 : 0));
        stage.Reach("both letters were accepted", () => done.Value == 3 && accepted.Value == 2);
        stage.Reach("one letter was refused", () => done.Value == 3 && accepted.Value == 1);
    }
}
