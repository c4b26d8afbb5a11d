namespace Smp.Machine;

/// <summary>
/// A number worked out from the state of the machine and kept beside it, because working it out again takes long. It is no
/// state of its own: whoever keeps one says what makes it stale, and it is forgotten when memory is taken back to the
/// stage's image.
/// </summary>
public sealed class Derived
{
    private readonly KernelMemory _memory;
    private int _epoch = -1;
    private long _value;

    /// <summary>A number that nobody has worked out yet.</summary>
    public Derived(KernelMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _memory = memory;
    }

    /// <summary>Whether it was worked out since memory was last taken back to the stage's image.</summary>
    public bool IsKnown => _epoch == _memory.Epoch;

    /// <summary>The number; only where it <see cref="IsKnown"/>.</summary>
    public long Value => _value;

    /// <summary>It has been worked out.</summary>
    public void Set(long value)
    {
        _value = value;
        _epoch = _memory.Epoch;
    }

    /// <summary>It is stale.</summary>
    public void Forget() => _epoch = -1;
}
