using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>DEFINE_MUTEX(symbol): nobody holds it. In the constructor.</summary>
    protected KernelMutex DefineMutex(string symbol)
    {
        var mutex = new KernelMutex(Kernel, Data(symbol, KernelMutex.Size, KernelMutex.Fields));
        _initialisers.Add(mutex.Initialise);
        return mutex;
    }

    /// <summary>DECLARE_COMPLETION(symbol): not done. In the constructor.</summary>
    protected Completion DeclareCompletion(string symbol)
    {
        var completion = new Completion(Kernel, Data(symbol, Completion.Size, Completion.Fields));
        _initialisers.Add(completion.Initialise);
        _waitQueues.Add(completion.Queue);
        return completion;
    }

    /// <summary>DEFINE_RWLOCK(symbol). In the constructor.</summary>
    protected KernelRwLock DefineRwLock(string symbol) => new(Kernel, Data(symbol, KernelRwLock.Size, KernelRwLock.Fields));

    /// <summary>DECLARE_RWSEM(symbol): nobody holds it. In the constructor.</summary>
    protected KernelRwSemaphore DeclareRwSemaphore(string symbol)
    {
        var semaphore = new KernelRwSemaphore(Kernel, Data(symbol, KernelRwSemaphore.Size, KernelRwSemaphore.Fields));
        _initialisers.Add(semaphore.Initialise);
        return semaphore;
    }

    /// <summary>DEFINE_SEQLOCK(symbol). In the constructor.</summary>
    protected KernelSeqLock DefineSeqLock(string symbol) => new(Kernel, Data(symbol, KernelSeqLock.Size, KernelSeqLock.Fields));

    /// <summary>Says that the module uses RCU: what calls back for it is made with the machine. In the constructor.</summary>
    protected void DeclareRcu() => Kernel.Rcu.Require();

    /// <summary>A function that <see cref="CallRcu"/> may name, in the module's text. In the constructor.</summary>
    protected Address RcuFunction(RcuCallback function)
    {
        ArgumentNullException.ThrowIfNull(function);
        DeclareRcu();
        return Text(function.Method.Name, function);
    }

    /// <summary>rcu_read_lock(): what is found through RCU pointers stays until the matching unlock. Nests. In any context.</summary>
    protected Step<ReadSectionBody> RcuReadLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Rcu.ReadLock(file, line, function);

    /// <summary>rcu_read_unlock(). In any context.</summary>
    protected Step<ReadSectionBody> RcuReadUnlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Rcu.ReadUnlock(file, line, function);

    /// <summary>rcu_dereference(pointer): one marked load, in a read-side section. In any context.</summary>
    protected Step<DereferenceBody> RcuDereference(Shared<long> pointer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Rcu.Dereference(pointer, file, line, function);

    /// <summary>rcu_assign_pointer(pointer, value): what was written before is there for whoever follows it. In any context.</summary>
    protected MarkedStep<long> RcuAssignPointer(Shared<long> pointer, Address value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Rcu.AssignPointer(pointer, value, file, line, function);

    /// <summary>synchronize_rcu(): returns when the readers of now have left their sections. In task context, not atomic.</summary>
    protected KTask SynchronizeRcu([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Rcu.Synchronize(file, line, function);

    /// <summary>call_rcu(head, callback): the callback is called when the readers of now have left. In any context.</summary>
    /// <param name="head">The struct rcu_head, two words, in the object that is to go.</param>
    /// <param name="callback">What <see cref="RcuFunction"/> gave.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    protected Step<CallRcuBody> CallRcu(Address head, Address callback, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Rcu.Call(head, callback, file, line, function);

    /// <summary>rcu_barrier(): returns when every callback queued before has run. In task context, not atomic.</summary>
    protected KTask RcuBarrier([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Rcu.Barrier(file, line, function);

    /// <summary>local_irq_disable(): no interrupt on this CPU until <see cref="LocalIrqEnable"/>; others have theirs. In any context.</summary>
    protected Step<IrqFlagBody> LocalIrqDisable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.LocalIrqDisable(file, line, function);

    /// <summary>local_irq_enable(), whatever they were before. In any context.</summary>
    protected Step<IrqFlagBody> LocalIrqEnable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.LocalIrqEnable(file, line, function);

    /// <summary>local_irq_save(flags): interrupts off on this CPU; gives the flags, 1 if they were on. In any context.</summary>
    protected Step<IrqSaveBody> LocalIrqSave([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        Kernel.Computer.Announce(Operation.Mask, Address.Null, Call(file, line, function));
        return new Step<IrqSaveBody>(Kernel.Computer, new IrqSaveBody(Kernel));
    }

    /// <summary>local_irq_restore(flags): interrupts as <paramref name="flags"/> say. In any context.</summary>
    protected Step<IrqFlagBody> LocalIrqRestore(long flags, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Interrupts.SetFlag(flags == 0, Call(file, line, function));

    /// <summary>local_bh_disable(): no softirq on this CPU until <see cref="LocalBhEnable"/>. Nests. In task context.</summary>
    protected Step<BottomHalfBody> LocalBhDisable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.SoftIrqs.LocalBhDisable(file, line, function);

    /// <summary>local_bh_enable(): runs what has become pending. In task context.</summary>
    protected Step<BottomHalfBody> LocalBhEnable([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.SoftIrqs.LocalBhEnable(file, line, function);
}
