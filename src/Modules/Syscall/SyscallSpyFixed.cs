using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="SyscallSpy"/>: logs the files that one user opens, and leaves the system call table
/// alone.
/// </summary>
/// <remarks>
/// It registers an observer with the kernel, in any order and number; the kernel knows who is inside and hands over the
/// name that it opens. Each fix stands in a method of its own that can be overridden, so that a test can take one fix out
/// and see the bug come back.
/// </remarks>
public class SyscallSpyFixed : OpenSpy
{
    /// <summary>How many characters of a name are logged.</summary>
    protected const int NameLimit = 200;

    private readonly Address _fileOpened;

    /// <summary>The module, not loaded yet.</summary>
    public SyscallSpyFixed(LinuxKernel kernel, string name)
        : base(kernel, name)
        => _fileOpened = OpenObserver(FileOpened);

    /// <inheritdoc/>
    public override bool IsReached => Kernel.OpenObservers.Has(_fileOpened);

    /// <summary>What the kernel calls at every open(2).</summary>
    protected Address Observer => _fileOpened;

    /// <summary>file_opened: told of every open(2), with the kernel's own copy of the name.</summary>
    public async KTask<int> FileOpened(KernelName name)
    {
        int uid = await Uid.Load();
        if (uid == Current.EffectiveUserId)
        {
            await LogOpen(await UidToLog(uid), name);
        }

        return 0;
    }

    /// <summary>Its one variable is loaded once in each function.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        Printk(KernLevel.Info, $"Spying on UID:{await Uid.Load()}\n");
        return await RegisterOpenObserver(_fileOpened);
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => Unhook();

    /// <summary>Fix of SYS-8, SYS-9 and SYS-10: one line in one printk, of the name the kernel opens, of a bounded length.</summary>
    protected virtual KTask LogOpen(int uid, KernelName name)
    {
        Printk(KernLevel.Warning, $"Opened file by {uid}: {name.ToText(NameLimit)}\n");
        return KTask.Completed;
    }

    /// <summary>Fix of SYS-11: what was compared is what is logged.</summary>
    protected virtual KTask<int> UidToLog(int compared) => new(compared);

    /// <summary>Fix of SYS-3, SYS-5, SYS-6 and SYS-7: nobody comes in any more, and those who are inside are waited for.</summary>
    protected virtual KTask Unhook() => UnregisterOpenObserver(_fileOpened);
}
