namespace Smp.Machine;

/// <summary>
/// Sees the accesses of a run and what the program does to order them. A detector that is one gets these calls from the
/// moment it is attached; where none is, they cost a test of a flag.
/// </summary>
public interface IOrderObserver
{
    /// <summary>The step being taken touches memory that others share.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="access">The access.</param>
    void OnAccess(Computer computer, in SharedAccess access);

    /// <summary>From here on <paramref name="agent"/> comes after all that was released to <paramref name="sync"/>.</summary>
    void OnAcquire(Computer computer, int agent, Address sync);

    /// <summary>All that the current agent comes after, itself included, comes before whoever acquires <paramref name="sync"/> next.</summary>
    void OnRelease(Computer computer, Address sync);
}

/// <summary>One access to shared memory.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Size">How many bytes.</param>
/// <param name="IsWrite">Whether it may change them.</param>
/// <param name="IsMarked">Whether the source says that it is shared: atomic_t, READ_ONCE; two marked accesses never race.</param>
/// <param name="Line">The line in the source.</param>
public readonly record struct SharedAccess(Address Address, int Size, bool IsWrite, bool IsMarked, int Line);
