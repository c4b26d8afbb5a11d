namespace Smp.Machine;

/// <summary>What the shadow of a byte says about it, one shadow byte each, as KASAN and KMSAN keep it.</summary>
public enum Shadow : byte
{
    /// <summary>Nothing was ever allocated here; the gaps between objects.</summary>
    None = 0,

    /// <summary>Part of a live object.</summary>
    Live = 1,

    /// <summary>Part of a live object that nobody has written yet.</summary>
    Uninitialised = 2,

    /// <summary>Part of an object that was freed.</summary>
    Freed = 3,
}
