using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>
/// An <c>atomic_t</c>: every operation is one step, and those that return a value are fully ordered. In any context.
/// </summary>
/// <remarks>After include/asm-i386/atomic.h of 2.6.11 and Documentation/atomic_ops.</remarks>
public readonly struct Atomic
{
    private readonly Computer _computer;

    /// <summary>The counter at <paramref name="address"/>, one word.</summary>
    public Atomic(Computer computer, Address address)
    {
        _computer = computer;
        Address = address;
    }

    /// <summary>Its address.</summary>
    public Address Address { get; }

    /// <summary>atomic_read.</summary>
    public Step<AtomicBody> Read([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.Read, 0, 0, new Site(file, line, function));

    /// <summary>atomic_set.</summary>
    public Step<AtomicBody> Set(int value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.Set, value, 0, new Site(file, line, function));

    /// <summary>atomic_add_return: gives the new value.</summary>
    public Step<AtomicBody> AddReturn(int addend, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.Add, addend, 0, new Site(file, line, function));

    /// <summary>atomic_inc_return: gives the new value.</summary>
    public Step<AtomicBody> IncReturn([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.Add, 1, 0, new Site(file, line, function));

    /// <summary>atomic_dec_return: gives the new value.</summary>
    public Step<AtomicBody> DecReturn([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.Add, -1, 0, new Site(file, line, function));

    /// <summary>atomic_dec_and_test: 1 if the counter is 0 now, else 0.</summary>
    public Step<AtomicBody> DecAndTest([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.AddAndTest, -1, 0, new Site(file, line, function));

    /// <summary>atomic_inc: gives nothing and orders nothing.</summary>
    public Step<AtomicBody> Inc([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.AddUnordered, 1, 0, new Site(file, line, function));

    /// <summary>atomic_dec: gives nothing and orders nothing.</summary>
    public Step<AtomicBody> Dec([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.AddUnordered, -1, 0, new Site(file, line, function));

    /// <summary>atomic_add_unless: adds, and gives 1, unless the counter is <paramref name="unless"/>; then 0.</summary>
    public Step<AtomicBody> AddUnless(int addend, int unless, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.AddUnless, addend, unless, new Site(file, line, function));

    /// <summary>atomic_cmpxchg: stores <paramref name="value"/> if the counter is <paramref name="expected"/>; gives the value it had.</summary>
    public Step<AtomicBody> CompareExchange(int expected, int value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.CompareExchange, value, expected, new Site(file, line, function));

    /// <summary>atomic_xchg: stores <paramref name="value"/>; gives the value it had.</summary>
    public Step<AtomicBody> Exchange(int value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Make(AtomicKind.Exchange, value, 0, new Site(file, line, function));

    /// <summary>The initial value, while the stage is being built.</summary>
    public void Initialise(int value) => _computer.Memory.Write(Address, value);

    /// <summary>The value now, for the clauses of a scenario.</summary>
    public int Inspect()
    {
        _computer.RequireInspection("a variable");
        return _computer.Memory.Read<int>(Address);
    }

    private Step<AtomicBody> Make(AtomicKind kind, int value, int expected, Site site)
    {
        _computer.Announce(Operation.Atomic, Address, site, sizeof(int), argument: value);
        return new Step<AtomicBody>(_computer, new AtomicBody(kind, Address, value, expected));
    }
}

internal enum AtomicKind
{
    Read,
    Set,
    Add,
    CompareExchange,
    Exchange,
    AddAndTest,
    AddUnordered,
    AddUnless,
}

/// <summary>The body of an atomic operation.</summary>
public readonly struct AtomicBody : IStepBody
{
    private readonly AtomicKind _kind;
    private readonly Address _address;
    private readonly int _value;
    private readonly int _expected;

    internal AtomicBody(AtomicKind kind, Address address, int value, int expected)
    {
        _kind = kind;
        _address = address;
        _value = value;
        _expected = expected;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var memory = computer.Memory;
        int old = memory.Read<int>(_address);
        Order(computer, old);
        switch (_kind)
        {
            case AtomicKind.Set:
                memory.Write(_address, _value);
                return _value;
            case AtomicKind.Add:
                memory.Write(_address, old + _value);
                return old + _value;
            case AtomicKind.AddAndTest:
                memory.Write(_address, old + _value);
                return old + _value == 0 ? 1 : 0;
            case AtomicKind.AddUnordered:
                memory.Write(_address, old + _value);
                return old + _value;
            case AtomicKind.AddUnless:
                memory.Write(_address, old == _expected ? old : old + _value);
                return old == _expected ? 0 : 1;
            case AtomicKind.CompareExchange:
                if (old == _expected)
                {
                    memory.Write(_address, _value);
                }

                break;
            case AtomicKind.Exchange:
                memory.Write(_address, _value);
                break;
        }

        if (computer.Recording)
        {
            computer.Note(_kind switch
            {
                AtomicKind.CompareExchange => $"cmpxchg {_expected}->{_value}",
                AtomicKind.Exchange => $"xchg {_value}",
                _ => "atomic read",
            });
        }

        return old;
    }

    // atomic_read and atomic_set say that the word is shared and order nothing; those that give a value order both ways,
    // a cmpxchg that fails does not.
    private void Order(Computer computer, int old)
    {
        bool orders = _kind is AtomicKind.Add or AtomicKind.AddAndTest or AtomicKind.Exchange
            || (_kind == AtomicKind.CompareExchange && old == _expected)
            || (_kind == AtomicKind.AddUnless && old != _expected);
        if (orders)
        {
            computer.Acquire(_address);
        }

        computer.NoteAccess(_address, sizeof(int), isWrite: orders || _kind is AtomicKind.Set or AtomicKind.AddUnordered, isMarked: true);
        if (orders)
        {
            computer.Release(_address);
        }
    }
}
