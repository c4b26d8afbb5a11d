using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A struct tty_struct: one open terminal, from its first open to its last close, or in 6.8 to its last reference.
/// </summary>
/// <remarks>
/// After include/linux/tty.h of 2.6.11 and 6.8. Its count is guarded by tty_sem and the big kernel lock, in 6.8 by the tty's own
/// lock; <see cref="WriteLock"/> is held by whoever writes through the line discipline. Nothing but a reference keeps it in memory.
/// </remarks>
public readonly struct TtyStruct
{
    internal const int Size = (WriteLockWord * Bytes) + KernelSemaphore.Size + WaitQueueHead.Size;

    private const int Bytes = 8;
    private const int IndexWord = 1;
    private const int CountWord = 2;
    private const int DriverDataWord = 3;
    private const int SessionWord = 4;
    private const int HungUpWord = 5;
    private const int ReferencesWord = 6;
    private const int WriteLockWord = 7;
    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } =
        ["driver", "index", "count", "driver_data", "session", "hung_up", "kref", "atomic_write", "atomic_write.wait", "", "write_wait"];

    internal TtyStruct(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives; NULL for none.</summary>
    public Address Address { get; }

    /// <summary>Whether there is none.</summary>
    public bool IsNull => Address.IsNull;

    /// <summary>tty-&gt;driver: a plain variable.</summary>
    public Shared<long> Driver => new(_kernel.Computer, Address);

    /// <summary>
    /// The lock of those who write whole texts: the semaphore atomic_write of 2.6.11, the mutex atomic_write_lock of 6.8. In
    /// task context.
    /// </summary>
    public KernelSemaphore WriteLock => new(_kernel, Address + (WriteLockWord * Bytes));

    /// <summary>Who waits for room on the line.</summary>
    internal WaitQueueHead WriteWait => new(_kernel, Address + (WriteLockWord * Bytes) + KernelSemaphore.Size);

    /// <summary>Which of its driver's lines it is. Inside a step.</summary>
    internal int Index
    {
        get => (int)Get(IndexWord);
        set => Set(IndexWord, value);
    }

    /// <summary>How often it is open. Inside a step.</summary>
    internal long Count
    {
        get => Get(CountWord);
        set => Set(CountWord, value);
    }

    /// <summary>Where its driver's part stands: of a console the struct vc_data.</summary>
    internal Address DriverDataAddress => Address.IsNull ? Address : Address + (DriverDataWord * Bytes);

    /// <summary>The task that leads its session, +1; 0 if it is nobody's controlling terminal. Inside a step.</summary>
    internal long Session
    {
        get => Get(SessionWord);
        set => Set(SessionWord, value);
    }

    /// <summary>TTY_HUPPED: what is open on it gives EIO. Inside a step.</summary>
    internal bool IsHungUp
    {
        get => Get(HungUpWord) != 0;
        set => Set(HungUpWord, value ? 1 : 0);
    }

    /// <summary>kref, of 6.8: its files together have one, each process whose terminal it is another. Inside a step.</summary>
    internal long References
    {
        get => Get(ReferencesWord);
        set => Set(ReferencesWord, value);
    }

    /// <summary>initialize_tty_struct, inside a step.</summary>
    internal void Initialise(Address driver, int index, Address driverData)
    {
        for (int word = 0; word < WriteLockWord; word++)
        {
            Set(word, 0);
        }

        Set(0, driver.Value);
        Set(IndexWord, index);
        Set(DriverDataWord, driverData.Value);
        References = 1;
        WriteLock.Initialise(1);
        WriteWait.Initialise();
    }

    private long Get(int word) => _kernel.Computer.Memory.Peek(Address + (word * Bytes));

    private void Set(int word, long value) => _kernel.Computer.Memory.Poke(Address + (word * Bytes), value);
}
