using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// A module whose init registers a character device first and asks for memory then. Where there is none it takes the device
/// back and gives up, but somebody may have it open by now.
/// </summary>
/// <remarks>The corrected twin is <see cref="ReadyTooSoonFixed"/>. What is wrong with this one: L-6.</remarks>
public class ReadyTooSoon : KernelModule
{
    /// <summary>The number of the device.</summary>
    public const int Major = 240;

    private const string DeviceName = "early";
    private const int BufferSize = 16;

    private readonly Shared<long> _buffer;
    private readonly FileOperations _fops;

    /// <summary>The module, not loaded yet.</summary>
    public ReadyTooSoon(LinuxKernel kernel)
        : base(kernel, "ready_too_soon")
    {
        ModuleLicense("GPL");
        DeclareChrdev();
        _buffer = Pointer("buffer");
        _fops = FileOperations("early_fops", open: EarlyOpen, owner: true);
    }

    /// <summary>Calls stand between its accesses: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <summary>early_open: everybody may.</summary>
    public KTask<int> EarlyOpen(Inode inode, OpenFile file) => new(0);

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        int result = await Register();
        if (result < 0)
        {
            return result;
        }

        if (await TakeMemory())
        {
            return 0;
        }

        await UnregisterChrdev(Major);
        return -Errno.ENOMEM;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await UnregisterChrdev(Major);
        await GiveMemoryBack();
    }

    /// <summary>The device can be opened from now on.</summary>
    protected KTask<int> Register() => RegisterChrdev(Major, DeviceName, _fops);

    /// <summary>The memory that the module cannot be without.</summary>
    protected async KTask<bool> TakeMemory()
    {
        var buffer = await Kmalloc(BufferSize);
        await _buffer.Store(buffer.Value);
        return !buffer.IsNull;
    }

    /// <summary>kfree of it.</summary>
    protected async KTask GiveMemoryBack() => await Kfree(new Address((int)await _buffer.Load()), BufferSize);
}
