namespace Smp.Kernel;

/// <summary>
/// What a named compiler made of a module's plain accesses (a load reused, two stores exchanged): stands beside the
/// module and is applied when it is explored as compiled.
/// </summary>
/// <param name="Compiler">The compiler and its options.</param>
public sealed record CompiledTable(string Compiler)
{
    /// <summary>Pairs of neighbouring plain stores that the compiler emits the other way round.</summary>
    public IReadOnlyList<ExchangedStores> Exchanged { get; init; } = [];

    /// <summary>Loads that the compiler leaves out because a register still has the value.</summary>
    public IReadOnlyList<ReusedLoad> Reused { get; init; } = [];

    /// <summary>Stores of a value and of its limit that the compiler makes one store of the smaller of the two.</summary>
    public IReadOnlyList<ClampedStore> Clamped { get; init; } = [];

    /// <summary>Whether the binary does what the source says, in the order of the source.</summary>
    public bool IsUnchanged => Exchanged.Count == 0 && Reused.Count == 0 && Clamped.Count == 0;

    /// <summary>The compiler left every load and store that the source has, in the source's order.</summary>
    public static CompiledTable Unchanged(string compiler) => new(compiler);
}

/// <summary>Two neighbouring plain stores that the compiler emits the other way round.</summary>
/// <param name="Function">The C function.</param>
/// <param name="First">The symbol that the source stores to first.</param>
/// <param name="Second">The symbol that the source stores to second.</param>
public readonly record struct ExchangedStores(string Function, string First, string Second);

/// <summary>A load that the compiler leaves out: the function goes on with what it loaded before.</summary>
/// <param name="Function">The C function.</param>
/// <param name="Symbol">The variable.</param>
public readonly record struct ReusedLoad(string Function, string Symbol);

/// <summary>A value stored and then corrected to a limit, which the compiler makes one store: nobody sees the value before.</summary>
/// <param name="Function">The C function.</param>
/// <param name="Symbol">The variable.</param>
public readonly record struct ClampedStore(string Function, string Symbol);
