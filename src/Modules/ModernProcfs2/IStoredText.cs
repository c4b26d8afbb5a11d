namespace Smp.Modules;

/// <summary>A module that keeps a text somebody wrote: what it keeps, for the clauses of a scenario.</summary>
public interface IStoredText
{
    /// <summary>How long the text is, as the module has it.</summary>
    long StoredSize { get; }

    /// <summary>A byte of it, or of what lies behind it in the array.</summary>
    char StoredAt(int index);
}
