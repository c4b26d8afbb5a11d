using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>What a lecturer says to the scenarios of sched.c.</summary>
internal static class SchedNotes
{
    /// <summary>To the work that queues itself again while its module is removed.</summary>
    internal static void WorkAndRmmod(Stage stage)
    {
        stage.Say(new SpeakerNote("The work runs once a second and queues itself again. To stop it the module has a flag: die.") { Operation = Operation.Tick });
        stage.Say(new SpeakerNote("Somebody removes the module. When this call is back, its code is gone; whatever still points there points at nothing.")
        {
            Operation = Operation.Trap,
            Agent = "rmmod",
        });
        stage.Say(new SpeakerNote("The work asks whether it has to die. Not yet. Ask the hall: is that still true when it acts on it?")
        {
            Operation = Operation.Load,
            Object = "die",
        });
        stage.Say(new SpeakerNote("The flag is set. The work has looked already.") { Operation = Operation.Store, Object = "die" });
        stage.Say(new SpeakerNote("There is nothing to cancel: the timer is not armed. That is true now, and for a few steps only.")
        {
            Function = "cancel_delayed_work",
            Agent = "rmmod",
        });
        stage.Say(new SpeakerNote("The module is gone and a timer still points into it. Ask how often one has to cancel, and how one knows that it was enough.")
        {
            AtFinding = true,
        });
    }
}
