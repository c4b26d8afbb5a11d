using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>What a lecturer says to the scenarios of intrpt.c.</summary>
internal static class IntrptNotes
{
    private const string Handler = "irq_handler";
    private const string Worker = "got_char";
    private const string Slot = "scancode";

    /// <summary>To two keys and one variable.</summary>
    internal static void OneSlot(Stage stage)
    {
        stage.Say(new SpeakerNote("A key goes down. The keyboard has one byte for us and raises its line. There is one CPU, and nothing is ever preempted on it.")
        {
            Operation = Operation.Raise,
        });
        stage.Say(new SpeakerNote("The handler keeps the scan code and leaves the rest for later. Ask the hall: for how long is this variable its own?")
        {
            Operation = Operation.Store,
            Object = Slot,
            Function = Handler,
        });
        stage.Say(new SpeakerNote("Later has come: the work is taken from its queue, and can be queued again from here on. It has not looked at the variable.")
        {
            Operation = Operation.Enter,
            Function = Worker,
        });
        stage.Say(new SpeakerNote("The second key. One CPU is enough: an interrupt needs no other. What did the work want to print?")
        {
            Operation = Operation.Store,
            Object = Slot,
            Function = Handler,
            Nth = 2,
        });
        stage.Say(new SpeakerNote("It looks now, and finds the second key, for the first time of two.") { Operation = Operation.Load, Object = Slot, Function = Worker });
        stage.Say(new SpeakerNote("Two keys, two lines, and one key. Ask what the handler should have handed over instead of the address of a variable.")
        {
            AtFinding = true,
        });
    }

    /// <summary>To two keys and one work.</summary>
    internal static void OneWork(Stage stage)
    {
        stage.Say(new SpeakerNote("The handler asks for its work to be done. The kernel notes that it has been asked.") { Operation = Operation.Work, Function = Handler });
        stage.Say(new SpeakerNote("It asks once more, and is told that it has asked already: the call returns 0. Ask who looks at that.")
        {
            Operation = Operation.Work,
            Function = Handler,
            Nth = 2,
        });
        stage.Say(new SpeakerNote("Two keys, one work, one line.") { AtFinding = true });
    }
}
