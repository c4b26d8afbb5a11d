namespace Smp.Kernel;

/// <summary>Where a module is in its life (include/linux/module.h).</summary>
public enum ModuleState
{
    /// <summary>Not in the list.</summary>
    Unloaded = 0,

    /// <summary>Its init function runs; it can already be used.</summary>
    Coming = 1,

    /// <summary>Normal.</summary>
    Live = 2,

    /// <summary>Being removed; no new references.</summary>
    Going = 3,

    /// <summary>Removed while somebody still uses it: freed when the use count comes to 0 (2.0 only).</summary>
    Deleted = 4,
}
