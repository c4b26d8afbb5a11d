using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>How cleanup_module gives the table entry back: the two ways that the guide discusses.</summary>
public enum CleanupStrategy
{
    /// <summary>The printed code: warn if the entry is somebody else's, and restore it anyway.</summary>
    RestoreAnyway = 1,

    /// <summary>Restore the entry only if it is still the module's own.</summary>
    RestoreIfOurs = 2,
}

/// <summary>
/// syscall.c of the Linux Kernel Module Programming Guide (chapter 8, "System calls"), as printed: puts its own function
/// in the place of open(2) and logs the files that one user opens.
/// </summary>
/// <remarks>
/// Under two names it is the guide's A and B, one on top of the other. The corrected twin is
/// <see cref="SyscallSpyFixed"/>. What is wrong with this one: SYS-1 to SYS-12.
/// </remarks>
public class SyscallSpy : OpenSpy
{
    // What printk("%c", ch) prints; of the NUL nothing, for it ends the text.
    private static readonly string[] s_characters = ["", .. Enumerable.Range(1, 255).Select(c => ((char)c).ToString())];

    private readonly CleanupStrategy _strategy;
    private readonly Shared<long> _originalCall;
    private readonly Shared<long> _openEntry;
    private readonly Address _ourSysOpen;

    /// <summary>The module, not loaded yet.</summary>
    public SyscallSpy(LinuxKernel kernel, string name, CleanupStrategy strategy = CleanupStrategy.RestoreAnyway)
        : base(kernel, name)
    {
        _strategy = strategy;
        _originalCall = Pointer("original_call");
        _openEntry = SysCallTable(SyscallTable.Open);
        _ourSysOpen = Text(nameof(OurSysOpen), (OpenCallFunction)OurSysOpen);
    }

    /// <inheritdoc/>
    public override bool IsReached
    {
        get
        {
            // From the table along everybody's original_call; a pointer into a module that has gone leads nowhere.
            long function = _openEntry.Inspect();
            for (int hops = 0; hops < Kernel.Loader.Modules.Count; hops++)
            {
                if (function == _ourSysOpen.Value)
                {
                    return true;
                }

                function = HookAt(function)?._originalCall.Inspect() ?? 0;
            }

            return false;
        }
    }

    /// <summary>our_sys_open: open(2) as every process now gets it.</summary>
    public async KTask<long> OurSysOpen(Address filename, long flags, long mode)
    {
        int i = 0;
        byte ch;
        int uid = await Uid.Load();
        if (uid == Current.EffectiveUserId)
        {
            Printk($"Opened file by {await LoadAgain(Uid, uid)}: ");
            do
            {
                // get_user's result is not looked at: where it faults, it leaves a 0.
                int got = await GetUser(filename + i);
                ch = got < 0 ? (byte)0 : (byte)got;
                i++;
                Printk(s_characters[ch]);
            }
            while (ch != 0);
            Printk("\n");
        }

        return await CallOpen(await _originalCall.Load(), filename, flags, mode);
    }

    /// <summary>
    /// The table entry is stored before original_call, and uid is loaded once for the test and for the text.
    /// </summary>
    public override CompiledTable? AsCompiled => new("gcc 12.2 -O2")
    {
        Exchanged = [new ExchangedStores("init_module", "original_call", "sys_call_table")],
        Reused = [new ReusedLoad("our_sys_open", "uid")],
    };

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        Printk(KernLevel.Alert, "I'm dangerous. I hope you did a ");
        Printk(KernLevel.Alert, "sync before you insmod'ed me.\n");
        Printk(KernLevel.Alert, "My counterpart, cleanup_module(), is even");
        Printk(KernLevel.Alert, "more dangerous. If\n");
        Printk(KernLevel.Alert, "you value your file system, it will ");
        Printk(KernLevel.Alert, "be \"sync; rmmod\" \n");
        Printk(KernLevel.Alert, "when you remove this module.\n");

        await StoreBoth(_originalCall, await _openEntry.Load(), _openEntry, _ourSysOpen.Value);

        Printk(KernLevel.Info, $"Spying on UID:{await Uid.Load()}\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        if (await _openEntry.Load() != _ourSysOpen.Value)
        {
            Printk(KernLevel.Alert, "Somebody else also played with the ");
            Printk(KernLevel.Alert, "open system call\n");
            Printk(KernLevel.Alert, "The system may be left in ");
            Printk(KernLevel.Alert, "an unstable state.\n");
            if (_strategy == CleanupStrategy.RestoreIfOurs)
            {
                return;
            }
        }

        await _openEntry.Store(await _originalCall.Load());
    }

    private SyscallSpy? HookAt(long function)
    {
        foreach (var module in Kernel.Loader.Modules)
        {
            if (module is SyscallSpy spy && spy._ourSysOpen.Value == function && spy.State != ModuleState.Unloaded)
            {
                return spy;
            }
        }

        return null;
    }
}
