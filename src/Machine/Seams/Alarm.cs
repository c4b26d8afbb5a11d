namespace Smp.Machine;

/// <summary>
/// Something the kernel itself notices in a step and would complain of in its log: a reference count below zero, an
/// object freed while it is armed, a call that sleeps although it said it would not.
/// </summary>
/// <param name="Kind">What it is, in one word group; it becomes the kind of the finding: <c>refcount-underflow</c>.</param>
/// <param name="Object">The object it is about; NULL for none.</param>
/// <param name="Text">What it says, one line, in the kernel's words as far as it has any.</param>
/// <param name="Agent">The agent whose step it was noticed in.</param>
public readonly record struct Alarm(string Kind, Address Object, string Text, int Agent);
