namespace Smp.Kernel;

public abstract partial class KernelModule
{
    private const string LicenseTag = "license";
    private readonly List<(string Tag, string Text)> _modinfo = [];

    /// <summary>What MODULE_AUTHOR and its kin say, a tag and its text, in the order of the source.</summary>
    internal IReadOnlyList<(string Tag, string Text)> Modinfo => [.. _modinfo.Where(entry => entry.Text.Length != 0)];

    /// <summary>
    /// Whether it is known what the source says of its license: where it is not, loading the module says nothing and taints
    /// nothing.
    /// </summary>
    internal bool DeclaresLicense => _modinfo.Exists(entry => entry.Tag == LicenseTag);

    /// <summary>MODULE_LICENSE; empty where the source has none.</summary>
    internal string License => _modinfo.Find(entry => entry.Tag == LicenseTag).Text ?? "";

    /// <summary>
    /// Whether it has an exit function. A module with an init and no exit stays for ever: <c>[permanent]</c> in /proc/modules,
    /// -EBUSY for rmmod.
    /// </summary>
    protected internal virtual bool HasExit => true;

    /// <summary>MODULE_LICENSE(license). In the constructor.</summary>
    protected void ModuleLicense(string license) => Declare(LicenseTag, license);

    /// <summary>The source has no MODULE_LICENSE: loading the module taints the kernel. In the constructor.</summary>
    protected void NoModuleLicense() => Declare(LicenseTag, "");

    /// <summary>MODULE_AUTHOR(author). In the constructor.</summary>
    protected void ModuleAuthor(string author) => Declare("author", author);

    /// <summary>MODULE_DESCRIPTION(description). In the constructor.</summary>
    protected void ModuleDescription(string description) => Declare("description", description);

    /// <summary>
    /// MODULE_SUPPORTED_DEVICE(device). In the constructor. The macro expands to nothing (include/linux/module.h of 2.6.11;
    /// gone since 5.12), so that modinfo does not know of it.
    /// </summary>
    protected static void ModuleSupportedDevice(string device) => ArgumentException.ThrowIfNullOrEmpty(device);

    private void Declare(string tag, string text)
    {
        _modinfo.Add((tag, text));
        Kernel.Taint.Use();
    }
}
