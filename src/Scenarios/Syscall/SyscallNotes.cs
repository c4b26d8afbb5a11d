using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>What a lecturer says to the scenarios of syscall.c.</summary>
internal static class SyscallNotes
{
    private const string Slot = "sys_call_table[__NR_open]";
    private const string Cleanup = "cleanup_module";

    /// <summary>To two spies, one on top of the other, that are removed in the wrong order.</summary>
    internal static void TwoRmmods(Stage stage)
    {
        stage.Say(new SpeakerNote("Two modules have put themselves in front of open: first A, then B. Each remembers what it found. B found A.")
        {
            Operation = Operation.Trap,
        });
        stage.Say(new SpeakerNote("A sees that the slot is not its own any more, says so in the log, and goes on. Ask the hall what else it could do.")
        {
            Operation = Operation.Load,
            Object = Slot,
            Function = Cleanup,
        });
        stage.Say(new SpeakerNote("A puts back what it found: the kernel's own open. That cuts B out, and B does not know.")
        {
            Operation = Operation.Store,
            Object = Slot,
            Function = Cleanup,
        });
        stage.Say(new SpeakerNote("B puts back what it found: the address of A. A is gone. From here on every open on this computer jumps into freed memory.")
        {
            Operation = Operation.Store,
            Object = Slot,
            Function = Cleanup,
            Nth = 2,
        });
        stage.Say(new SpeakerNote("No switch was needed: this fails whenever the first to come is the first to go. It is order, not timing.") { AtFinding = true });
    }
}
