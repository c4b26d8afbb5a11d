using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>A module with a character device whose methods are given by the test. What is not given does nothing and succeeds.</summary>
internal sealed class DeviceModule : KernelModule
{
    internal const string Path = "/dev/test";
    internal const string ModuleName = "device";
    internal const int Major = 254;

    private readonly FileOperations _fileOps;

    internal DeviceModule(LinuxKernel kernel, bool owned = false, bool unlocked = false, string name = ModuleName)
        : base(kernel, name)
    {
        DeclareChrdev();
        Value = Variable<int>("value");
        bool hasIoctl = Generation != KernelGeneration.V68;
        _fileOps = FileOperationsWithIoctl(
            "device_fops",
            hasIoctl && !unlocked ? DeviceIoctl : null,
            hasIoctl && !unlocked ? null : DeviceIoctl,
            DeviceOpen,
            DeviceRelease,
            DeviceRead,
            owner: owned);
    }

    internal Func<DeviceModule, KTask<int>>? Open { get; init; }

    internal Func<DeviceModule, KTask<int>>? Release { get; init; }

    internal Func<DeviceModule, Address, long, KTask<long>>? Read { get; init; }

    internal Func<DeviceModule, uint, long, KTask<long>>? Ioctl { get; init; }

    /// <summary>The number it asks for.</summary>
    internal int AsksFor { get; init; }

    /// <summary>Whether it gives its number back when it goes.</summary>
    internal bool Unregisters { get; init; } = true;

    internal Shared<int> Value { get; }

    public async KTask<int> DeviceOpen(Inode inode, OpenFile file) => Open is null ? 0 : await Open(this);

    public async KTask<int> DeviceRelease(Inode inode, OpenFile file) => Release is null ? 0 : await Release(this);

    public async KTask<long> DeviceRead(OpenFile file, Address buffer, long length, LocalLong offset)
        => Read is null ? 0 : await Read(this, buffer, length);

    public async KTask<long> DeviceIoctl(OpenFile file, uint command, long argument)
        => Ioctl is null ? 0 : await Ioctl(this, command, argument);

    public override async KTask<int> InitModule()
    {
        int result = await RegisterChrdev(AsksFor, Name, _fileOps);
        return result < 0 ? result : 0;
    }

    public override async KTask CleanupModule()
    {
        if (Unregisters)
        {
            await UnregisterChrdev(AsksFor == 0 ? Major : AsksFor);
        }
    }

    /// <summary>value++.</summary>
    internal async KTask<int> Add()
    {
        await Value.Store(await Value.Load() + 1);
        return 0;
    }

    internal KTask<int> Put(byte value, Address to) => PutUser(value, to);
}
