using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A seqlock: writers keep each other out and count; a reader takes what it finds and takes it again if the count has
/// changed. What it reads meanwhile must be loaded marked (READ_ONCE), stored marked, and not followed. Readers in any
/// context but in a handler above a writer; writers must not sleep.
/// </summary>
/// <remarks>
/// After include/linux/seqlock.h of 2.6.11 and 6.8. A reader waits, turning round, as long as the count is odd.
/// <c>do { seq = await l.ReadBegin(); … } while (await l.ReadRetry(seq));</c>
/// </remarks>
public readonly struct KernelSeqLock
{
    /// <summary>Bytes it takes: the lock and the count.</summary>
    public const int Size = 2 * Bytes;

    private const int Bytes = 8;
    private readonly LinuxKernel _kernel;

    internal KernelSeqLock(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    /// <summary>Where it lives.</summary>
    public Address Address { get; }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> Fields { get; } = ["", "sequence"];

    private KernelSpinLock Lock => new(_kernel, Address);

    private Shared<long> Sequence => new(_kernel.Computer, Address + Bytes);

    /// <summary>write_seqlock: the lock, then the count is odd.</summary>
    public async KTask WriteLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        await Lock.Lock(file, line, function);
        await Sequence.WriteOnce(await Sequence.ReadOnce(file, line, function) + 1, file, line, function);
    }

    /// <summary>write_sequnlock: the count is even, then the lock.</summary>
    public async KTask WriteUnlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        await Sequence.StoreRelease(await Sequence.ReadOnce(file, line, function) + 1, file, line, function);
        await Lock.Unlock(file, line, function);
    }

    /// <summary>read_seqbegin: the count, once it is even.</summary>
    public async KTask<long> ReadBegin([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        while (true)
        {
            long sequence = await Sequence.LoadAcquire(file, line, function);
            if (sequence % 2 == 0)
            {
                return sequence;
            }

            _kernel.Computer.EndTurn(0, new Site(file, line, function));
        }
    }

    /// <summary>read_seqretry: whether what was read since has to be read again.</summary>
    public async KTask<bool> ReadRetry(long sequence, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => await Sequence.ReadOnce(file, line, function) != sequence;
}
