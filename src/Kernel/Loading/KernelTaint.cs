using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Whether a kernel is still one that its makers answer for: a bit for each reason why not, set for good. Kept where a module
/// says what its license is, or a scenario reads /proc/sys/kernel/tainted.
/// </summary>
/// <remarks>
/// After set_license() of kernel/module.c of 2.6.11 and kernel/module/main.c and kernel/panic.c of 6.8. Modules of the documents
/// are built outside the kernel's tree and are not signed. 2.0 has no taint.
/// </remarks>
public sealed class KernelTaint
{
    /// <summary>P: a module whose license is not one of the free ones.</summary>
    public const int ProprietaryModule = 1 << 0;

    /// <summary>R: a module was removed by force.</summary>
    public const int ForcedRmmod = 1 << 3;

    /// <summary>O: a module from outside the kernel's tree (6.8).</summary>
    public const int OutOfTreeModule = 1 << 12;

    /// <summary>E: a module without a signature (6.8).</summary>
    public const int UnsignedModule = 1 << 13;

    private static readonly string[] s_free = ["GPL", "GPL v2", "GPL and additional rights", "Dual BSD/GPL", "Dual MIT/GPL", "Dual MPL/GPL"];

    private readonly LinuxKernel _kernel;
    private readonly Lazy<Address> _tainted;

    internal KernelTaint(LinuxKernel kernel)
    {
        _kernel = kernel;
        _tainted = new Lazy<Address>(() => kernel.Computer.Memory.Allocate(8, "tainted", RegionKind.KernelData), isThreadSafe: false);
    }

    /// <summary>The bits that are set. Inside a step, or for the clauses of a scenario.</summary>
    public int Bits => _tainted.IsValueCreated ? (int)_kernel.Computer.Memory.Peek(_tainted.Value) : 0;

    /// <summary>The letters of a module's own taints, as 6.8 shows them behind it: <c>POE</c>.</summary>
    internal string LettersOf(KernelModule module)
        => _kernel.Profile.Generation != KernelGeneration.V68 ? "" : module.DeclaresLicense && !IsFree(module) ? "POE" : "OE";

    /// <summary>The bits are kept from now on, while the computer is being built.</summary>
    internal void Use() => _ = _tainted.Value;

    /// <summary>A bit is set. Inside a step.</summary>
    internal void Add(int bit)
    {
        if (_tainted.IsValueCreated && _kernel.Profile.Generation != KernelGeneration.V20)
        {
            _kernel.Computer.Memory.Poke(_tainted.Value, Bits | bit);
        }
    }

    /// <summary>A module that is in use, or has no exit, is removed all the same. Inside a step.</summary>
    internal void AddIfForced(KernelModule module, DeleteFlags flags)
    {
        if ((flags & DeleteFlags.Force) != 0 && (module.ReferenceCount != 0 || !module.HasExit))
        {
            Add(ForcedRmmod);
        }
    }

    /// <summary>load_module looks at a module's license, and in 6.8 at where it comes from; each message is printed once. Inside a step.</summary>
    internal void Look(KernelModule module)
    {
        if (!module.DeclaresLicense || _kernel.Profile.Generation == KernelGeneration.V20)
        {
            return;
        }

        bool isModern = _kernel.Profile.Generation == KernelGeneration.V68;
        if (isModern)
        {
            AddOnce(OutOfTreeModule, $"<4>{module.Name}: loading out-of-tree module taints kernel.\n");
        }

        if (!IsFree(module))
        {
            string license = module.License.Length == 0 ? "unspecified" : module.License;
            bool isFirst = AddOnce(ProprietaryModule, $"<4>{module.Name}: module license '{license}' taints kernel.\n");
            if (isFirst && isModern)
            {
                _kernel.Log.Append("<4>Disabling lock debugging due to kernel taint\n");
            }
        }

        if (isModern)
        {
            AddOnce(UnsignedModule, $"<5>{module.Name}: module verification failed: signature and/or required key missing - tainting kernel\n");
        }
    }

    private static bool IsFree(KernelModule module) => s_free.Contains(module.License);

    private bool AddOnce(int bit, string message)
    {
        if ((Bits & bit) != 0)
        {
            return false;
        }

        _kernel.Log.Append(message);
        Add(bit);
        return true;
    }
}
