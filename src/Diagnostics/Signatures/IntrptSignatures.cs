namespace Smp.Diagnostics;

/// <summary>The signatures of the bugs of intrpt.c.</summary>
internal static class IntrptSignatures
{
    private const string Handler = "irq_handler";
    private const string Worker = "got_char";
    private const string Slot = "scancode";

    private const string RingAdvice =
        "What a handler hands over must have a place of its own until it is used: a ring of events (kfifo) under spin_lock_irqsave.";

    private const string DevIdAdvice = "free_irq must be given the dev_id that request_irq was given: the kernel looks for nothing else.";

    private const string FlushAdvice =
        "When nobody can queue work any more (after free_irq), what was queued must be waited for, flush_workqueue, and the queue destroyed.";

    private const string PortAdvice = "A byte is there for one reader: leave the port to the kernel's own driver, and ask that for the keys with an input handler.";

    internal static IReadOnlyList<BugSignature> All { get; } =
    [
        new("INT-1", "key-twice", [new(Handler, Slot), new(Worker, Slot)], RingAdvice),
        new("INT-1", "key-lost", [new(Handler, Slot), new(Worker, Slot)], RingAdvice),
        new("INT-1", "data-race", [new(Handler, Slot), new(Worker, Slot)], RingAdvice),
        new("INT-2", "key-lost", [new(Handler, "task")], "Asking again for a work that is pending asks for nothing: the work must do all there is to do, from a ring, and not one thing a call."),
        new("INT-3", "key-mixed", [new(Worker, Slot)], "A variable that somebody else may change is read once, into a local one."),
        new("INT-4", "data-race", [new(Handler, "task"), new("run_workqueue", "task")], "A work is set up once, where nobody can have it yet: INIT_WORK in init, and no PREPARE_WORK in the handler."),
        new("INT-5", "freed-text", [new(Handler, "irqaction")], DevIdAdvice),
        new("INT-6", "leftover", [new("cleanup_module", "workqueue_struct")], FlushAdvice),
        new("INT-6", "leftover", [new(Handler, "task")], FlushAdvice),
        new("INT-6", "freed-text", [new(Worker, "text")], FlushAdvice),
        new("INT-7", "key-stolen", [new(Handler, "i8042")], PortAdvice),
        new("INT-8", "leftover", [new("init_module", "workqueue_struct")], "An init that fails must give back what it has: the result of request_irq must be tested, and the queue destroyed."),
        new("INT-9", "bad-address", [new(Handler, "task")], "The result of create_workqueue must be tested: without a queue there is nothing for a handler to do."),
        new(
            "INT-10",
            "key-foreign",
            [new(Handler, "i8042")],
            "On a shared line a handler must find out whether its device has raised it: test the status for a byte that is not the mouse's, and return IRQ_NONE if there is none."),
        new("INT-11", "key-order", [new(Worker, "my_workqueue")], "What must be done in order is done by one thread: create_singlethread_workqueue."),
        new("INT-12", "use-after-free", [new("", "\"test_keyboard_irq_handler\"")], DevIdAdvice),
    ];
}
