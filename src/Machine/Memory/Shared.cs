using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>
/// A variable in shared memory, accessed plainly: as C's <c>x</c> and <c>x = v</c>. Each access is a step, and two such
/// accesses without an order between them race.
/// </summary>
/// <remarks>
/// In any context. Reading and writing back (<c>x++</c>) is two steps: <c>await x.Store(await x.Load() + 1)</c>.
/// </remarks>
public readonly partial struct Shared<T>
    where T : unmanaged
{
    private readonly Computer _computer;

    /// <summary>The variable at <paramref name="address"/>, aligned to its size.</summary>
    public Shared(Computer computer, Address address)
    {
        _computer = computer;
        Address = address;
    }

    /// <summary>Its address: C's <c>&amp;x</c>.</summary>
    public Address Address { get; }

    /// <summary>Loads the variable: one step.</summary>
    public LoadStep<T> Load([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _computer.Announce(Operation.Load, Address, new Site(file, line, function), Unsafe.SizeOf<T>());
        return new LoadStep<T>(_computer);
    }

    /// <summary>Stores to the variable: one step.</summary>
    public StoreStep<T> Store(T value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _computer.Announce(Operation.Store, Address, new Site(file, line, function), Unsafe.SizeOf<T>());
        return new StoreStep<T>(_computer, value);
    }

    /// <summary>The initial value, while the stage is being built.</summary>
    public void Initialise(T value) => _computer.Memory.Write(Address, value);

    /// <summary>
    /// The value now, for the clauses of a scenario. Never for kernel or module code: there a load is a step.
    /// </summary>
    public T Inspect()
    {
        _computer.RequireInspection("a variable");
        return _computer.Memory.Read<T>(Address);
    }
}
