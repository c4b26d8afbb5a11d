namespace Smp.Machine;

/// <summary>128 bits that stand for a state, a final state or an event stream.</summary>
/// <param name="High">The first lane.</param>
/// <param name="Low">The second lane.</param>
public readonly record struct Identity(ulong High, ulong Low)
{
    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
