namespace Smp.Kernel;

/// <summary>
/// What a named compiler made of a module's plain accesses (a load reused, two stores exchanged): stands beside the
/// module and is applied when it is explored as compiled.
/// </summary>
/// <param name="Compiler">The compiler and its options.</param>
public sealed record CompiledTable(string Compiler)
{
    /// <summary>The compiler left every load and store that the source has, in the source's order.</summary>
    public static CompiledTable Unchanged(string compiler) => new(compiler);
}
