using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>What a lecturer says to the scenarios of sleep.c.</summary>
internal static class SleepNotes
{
    private const string Open = "module_open";
    private const string Flag = "Already_Open";

    /// <summary>To two processes that open the file that one at a time may have.</summary>
    internal static void TwoOpeners(Stage stage)
    {
        stage.Say(new SpeakerNote("Two programs want one file. The module promises that one at a time has it. Watch the flag Already_Open.")
        {
            Operation = Operation.Trap,
        });
        stage.Say(new SpeakerNote("The check: the flag is 0, so the file looks free. Ask the hall: what may happen before the next line?")
        {
            Operation = Operation.Load,
            Object = Flag,
            Function = Open,
        });
        stage.Say(new SpeakerNote("The same check, the same 0. From here on nobody looks again: both have been told that the file is free.")
        {
            Operation = Operation.Load,
            Object = Flag,
            Function = Open,
            Nth = 2,
        });
        stage.Say(new SpeakerNote("The act: the file is claimed. The other one has its check behind it and will not see this.")
        {
            Operation = Operation.Store,
            Object = Flag,
            Function = Open,
        });
        stage.Say(new SpeakerNote("It claims what is claimed already. The store changes nothing, so nothing complains.")
        {
            Operation = Operation.Store,
            Object = Flag,
            Function = Open,
            Nth = 2,
        });
        stage.Say(new SpeakerNote("Both have the file. Each line is right; check and act together are not one step. Ask what would make them one.")
        {
            AtFinding = true,
        });
    }
}
