namespace Smp.Tests.Exploration.Programs;

/// <summary>What a small program is made of. <c>r</c> is the context's register, <c>u</c> what its user mode remembers.</summary>
internal enum SmallOp
{
    /// <summary>r = variable A.</summary>
    Load,

    /// <summary>Variable A = B.</summary>
    Store,

    /// <summary>Variable A = r + B.</summary>
    StoreRegister,

    /// <summary>r = A, then A = r + 1: two steps.</summary>
    Increment,

    /// <summary>r = variable A, 8 bits wide, in the same word as another.</summary>
    LoadByte,

    /// <summary>The 8-bit variable A = B.</summary>
    StoreByte,

    /// <summary>Atomic A += B; r = the new value.</summary>
    AtomicAdd,

    /// <summary>Atomic exchange of A with B; r = the old value.</summary>
    Exchange,

    /// <summary>If A is 0, A = B in one step; r = the old value.</summary>
    CompareExchange,

    /// <summary>Takes lock A.</summary>
    Lock,

    /// <summary>Releases lock A.</summary>
    Unlock,

    /// <summary>In one step: if variable A is 0, sleeps on the queue.</summary>
    WaitFor,

    /// <summary>Joins the queue.</summary>
    Prepare,

    /// <summary>Sleeps if still on the queue.</summary>
    Sleep,

    /// <summary>Wakes the first on the queue; r = how many.</summary>
    WakeOne,

    /// <summary>Wakes all on the queue; r = how many.</summary>
    WakeAll,

    /// <summary>Interrupts off on CPU 0.</summary>
    Mask,

    /// <summary>Interrupts on again.</summary>
    Unmask,

    /// <summary>Raises line A.</summary>
    Raise,

    /// <summary>Timer A expires B ticks from now.</summary>
    Arm,

    /// <summary>Cancels timer A; r = whether it was pending.</summary>
    Disarm,

    /// <summary>r = the time.</summary>
    Now,

    /// <summary>r = a data choice of B.</summary>
    Choose,

    /// <summary>Variable A = a data choice of B; the step says nothing of it.</summary>
    ChooseInto,

    /// <summary>Leaves out the next B instructions if r is 0.</summary>
    SkipIfZero,

    /// <summary>The end of a call: u learns r, everything else is forgotten.</summary>
    EndCall,

    /// <summary>Up to B loads of A, until one is not 0; the loop's head forgets what was before.</summary>
    Poll,

    /// <summary>Allocates an object and publishes it.</summary>
    Allocate,

    /// <summary>Frees the published object.</summary>
    Free,

    /// <summary>Loads the published object.</summary>
    LoadObject,

    /// <summary>Stores B to the published object.</summary>
    StoreObject,

    /// <summary>Adds 1 to the ghost, outside every step.</summary>
    AddGhost,

    /// <summary>r = the ghost.</summary>
    ReadGhost,

    /// <summary>Goes into the text of a module.</summary>
    EnterText,

    /// <summary>Comes out of it.</summary>
    LeaveText,

    /// <summary>Frees that text.</summary>
    FreeText,

    /// <summary>Gives the shared CPU away.</summary>
    Yield,

    /// <summary>The context's own result word = r.</summary>
    Report,
}

/// <summary>One instruction.</summary>
internal readonly record struct Instruction(SmallOp Op, int A, int B)
{
    public override string ToString() => $"{Op}({A},{B})";
}
