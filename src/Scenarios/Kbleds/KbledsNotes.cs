using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>What a lecturer says to the scenarios of kbleds.c.</summary>
internal static class KbledsNotes
{
    /// <summary>To the timer that arms itself again while its module is removed.</summary>
    internal static void TimerAndRmmod(Stage stage)
    {
        stage.Say(new SpeakerNote("Five times a second a timer goes off. Its function lights the LEDs of the keyboard, or puts them out, and arms the timer again.")
        {
            Operation = Operation.Tick,
        });
        stage.Say(new SpeakerNote("Somebody removes the module. When this call is back, its code is gone, and so is the timer, which lies in it.")
        {
            Operation = Operation.Trap,
            Agent = "rmmod",
        });
        stage.Say(new SpeakerNote("The timer is due. The kernel takes it off its list first, and calls the function then. Ask the hall: is the timer pending now?")
        {
            Operation = Operation.Timer,
            Function = "__run_timers",
        });
        stage.Say(new SpeakerNote("The exit function deletes the timer. It is on no list, so there is nothing to delete, and the call is back at once. That is what it promises.")
        {
            Operation = Operation.Timer,
            Function = "cleanup_module",
        });
        stage.Say(new SpeakerNote("The last line of the function: armed again, after it was deleted. Nobody has told it not to.")
        {
            Operation = Operation.Timer,
            Function = "my_timer_func",
        });
        stage.Say(new SpeakerNote("The module is gone, and in a fifth of a second a timer fires that lay in it, in an interrupt: panic. Ask what else a call must do that is to stop a timer for good.")
        {
            AtFinding = true,
        });
    }
}
