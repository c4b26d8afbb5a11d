using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected <see cref="ReadyTooSoon"/>: nothing that can fail comes after the device is there.</summary>
public class ReadyTooSoonFixed : ReadyTooSoon
{
    /// <summary>The module, not loaded yet.</summary>
    public ReadyTooSoonFixed(LinuxKernel kernel)
        : base(kernel)
    {
    }

    /// <summary>Fix of L-6: registers last.</summary>
    protected virtual bool RegistersLast => true;

    /// <inheritdoc/>
    public override KTask<int> InitModule() => RegistersLast ? MemoryFirst() : base.InitModule();

    private async KTask<int> MemoryFirst()
    {
        if (!await TakeMemory())
        {
            return -Errno.ENOMEM;
        }

        int result = await Register();
        if (result < 0)
        {
            await GiveMemoryBack();
        }

        return result;
    }
}
