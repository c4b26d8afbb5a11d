using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>The marked accesses to a variable: what is written so in C tells compiler and reader that others access it too.</summary>
/// <remarks>
/// After include/asm-generic/rwonce.h, barrier.h, bitops and tools/memory-model of 6.8. READ_ONCE and WRITE_ONCE order
/// nothing; the operations that read, change and give a value order both ways, and so does each of the two halves of
/// acquire and release in its own direction. Each is one step.
/// </remarks>
public readonly partial struct Shared<T>
{
    /// <summary>READ_ONCE(x).</summary>
    public MarkedStep<T> ReadOnce([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Marked(MarkedKind.Read, default, default, new Site(file, line, function));

    /// <summary>WRITE_ONCE(x, value).</summary>
    public MarkedStep<T> WriteOnce(T value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Marked(MarkedKind.Write, value, default, new Site(file, line, function));

    /// <summary>smp_load_acquire(&amp;x): comes after the smp_store_release that stored what it reads.</summary>
    public MarkedStep<T> LoadAcquire([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Marked(MarkedKind.Acquire, default, default, new Site(file, line, function));

    /// <summary>smp_store_release(&amp;x, value): all that was done before is done for whoever reads it with smp_load_acquire.</summary>
    public MarkedStep<T> StoreRelease(T value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Marked(MarkedKind.Release, value, default, new Site(file, line, function));

    /// <summary>xchg(&amp;x, value): gives the value it had.</summary>
    public MarkedStep<T> Exchange(T value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Marked(MarkedKind.Exchange, value, default, new Site(file, line, function));

    /// <summary>cmpxchg(&amp;x, expected, value): stores the value if x is what was expected; gives the value it had.</summary>
    public MarkedStep<T> CompareExchange(T expected, T value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Marked(MarkedKind.CompareExchange, value, expected, new Site(file, line, function));

    /// <summary>test_bit(nr, &amp;x): 1 or 0; orders nothing.</summary>
    public Step<BitBody> TestBit(int bit, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Bit(BitKind.Test, bit, new Site(file, line, function));

    /// <summary>set_bit(nr, &amp;x): atomic; orders nothing.</summary>
    public Step<BitBody> SetBit(int bit, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Bit(BitKind.Set, bit, new Site(file, line, function));

    /// <summary>clear_bit(nr, &amp;x): atomic; orders nothing.</summary>
    public Step<BitBody> ClearBit(int bit, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Bit(BitKind.Clear, bit, new Site(file, line, function));

    /// <summary>test_and_set_bit(nr, &amp;x): 1 if it was set already, else 0.</summary>
    public Step<BitBody> TestAndSetBit(int bit, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Bit(BitKind.TestAndSet, bit, new Site(file, line, function));

    /// <summary>test_and_clear_bit(nr, &amp;x): 1 if it was set, else 0.</summary>
    public Step<BitBody> TestAndClearBit(int bit, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Bit(BitKind.TestAndClear, bit, new Site(file, line, function));

    private MarkedStep<T> Marked(MarkedKind kind, T value, T expected, Site site)
    {
        // What only writes may write to memory that nobody has written yet: looked at when it is done.
        int size = kind is MarkedKind.Write or MarkedKind.Release ? 0 : Unsafe.SizeOf<T>();
        _computer.Announce(Operation.Atomic, Address, site, size, argument: Word.Of(value));
        return new MarkedStep<T>(_computer, kind, value, expected);
    }

    private Step<BitBody> Bit(BitKind kind, int bit, Site site)
    {
        if ((uint)bit >= (uint)Unsafe.SizeOf<T>() * 8)
        {
            throw new MachineException($"bit {bit} of a variable of {Unsafe.SizeOf<T>()} bytes");
        }

        // A byte of the word is enough: nobody can tell.
        var place = Address + (bit / 8);
        _computer.Announce(Operation.Atomic, Address, site, Unsafe.SizeOf<T>(), argument: bit);
        return new Step<BitBody>(_computer, new BitBody(kind, place, bit % 8, Address, Unsafe.SizeOf<T>()));
    }
}

internal enum MarkedKind
{
    Read,
    Write,
    Acquire,
    Release,
    Exchange,
    CompareExchange,
}

/// <summary>A marked access that is about to be made; <c>await</c> makes it and gives the value: what was there, or what was written.</summary>
public readonly struct MarkedStep<T> : ICriticalNotifyCompletion, IMachineAwaiter
    where T : unmanaged
{
    private readonly Computer _computer;
    private readonly MarkedKind _kind;
    private readonly T _value;
    private readonly T _expected;

    internal MarkedStep(Computer computer, MarkedKind kind, T value, T expected)
    {
        _computer = computer;
        _kind = kind;
        _value = value;
        _expected = expected;
    }

    /// <summary>Asks the strategy; true if this agent goes on at once.</summary>
    public bool IsCompleted => _computer.Arrive();

    Computer IMachineAwaiter.Computer => _computer;

    /// <summary>Lets the step be awaited.</summary>
    public MarkedStep<T> GetAwaiter() => this;

    /// <summary>Makes the access.</summary>
    public T GetResult()
    {
        var address = _computer.CurrentObject;
        bool onlyWrites = _kind is MarkedKind.Write or MarkedKind.Release;
        if (onlyWrites && !_computer.Check(address, Unsafe.SizeOf<T>(), reads: false))
        {
            _computer.Complete(0);
            return default;
        }

        var memory = _computer.Memory;
        var old = onlyWrites ? default : memory.Read<T>(address);
        bool isEqual = _kind == MarkedKind.CompareExchange && Word.Of(old) == Word.Of(_expected);
        bool writes = onlyWrites || isEqual || _kind == MarkedKind.Exchange;
        bool isFull = isEqual || _kind == MarkedKind.Exchange;
        if (isFull || _kind == MarkedKind.Acquire)
        {
            _computer.Acquire(address);
        }

        _computer.NoteAccess(address, Unsafe.SizeOf<T>(), writes, isMarked: true);
        if (isFull || _kind == MarkedKind.Release)
        {
            _computer.Release(address);
        }

        if (writes)
        {
            memory.Write(address, _value);
        }

        if (_computer.Recording)
        {
            _computer.Note(_kind switch
            {
                MarkedKind.Read => "READ_ONCE",
                MarkedKind.Write => $"WRITE_ONCE {Word.Of(_value)}",
                MarkedKind.Acquire => "smp_load_acquire",
                MarkedKind.Release => $"smp_store_release {Word.Of(_value)}",
                MarkedKind.Exchange => $"xchg {Word.Of(_value)}",
                _ => $"cmpxchg {Word.Of(_expected)}->{Word.Of(_value)}",
            });
        }

        var result = onlyWrites ? _value : old;
        _computer.Complete(Word.Of(result));
        return result;
    }

    void IMachineAwaiter.Suspend(Frame frame) => _computer.Suspend(frame);

    /// <summary>Not supported: steps are awaited by kernel code only.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <summary>Not supported: steps are awaited by kernel code only.</summary>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();
}

internal enum BitKind
{
    Test,
    Set,
    Clear,
    TestAndSet,
    TestAndClear,
}

/// <summary>The body of the bit operations.</summary>
public readonly struct BitBody : IStepBody
{
    private readonly BitKind _kind;
    private readonly Address _place;
    private readonly int _bit;
    private readonly Address _word;
    private readonly int _size;

    internal BitBody(BitKind kind, Address place, int bit, Address word, int size)
    {
        _kind = kind;
        _place = place;
        _bit = bit;
        _word = word;
        _size = size;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        bool orders = _kind is BitKind.TestAndSet or BitKind.TestAndClear;
        if (orders)
        {
            computer.Acquire(_word);
        }

        computer.NoteAccess(_word, _size, isWrite: _kind != BitKind.Test, isMarked: true);
        if (orders)
        {
            computer.Release(_word);
        }

        int old = computer.Memory.Read<byte>(_place);
        int mask = 1 << _bit;
        if (_kind != BitKind.Test)
        {
            computer.Memory.Write(_place, (byte)(_kind is BitKind.Set or BitKind.TestAndSet ? old | mask : old & ~mask));
        }

        if (computer.Recording)
        {
            int bit = ((_place - _word) * 8) + _bit;
            computer.Note(_kind switch
            {
                BitKind.Test => $"test_bit {bit}",
                BitKind.Set => $"set_bit {bit}",
                BitKind.Clear => $"clear_bit {bit}",
                BitKind.TestAndSet => $"test_and_set_bit {bit}",
                _ => $"test_and_clear_bit {bit}",
            });
        }

        return (old & mask) != 0 ? 1 : 0;
    }
}
