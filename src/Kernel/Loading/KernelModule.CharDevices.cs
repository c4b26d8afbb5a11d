using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    /// <summary>sizeof(char *): part of the number of an ioctl command that takes one.</summary>
    protected int SizeOfPointer => Generation == KernelGeneration.V68 ? 8 : 4;

    /// <summary>Says that the module registers a character device. In the constructor.</summary>
    protected void DeclareChrdev() => Kernel.CharDevices.Require();

    /// <summary>
    /// A struct file_operations with a method for ioctl(2); what is not given is NULL. <paramref name="ioctl"/> runs under the
    /// big kernel lock and is gone in 6.8, <paramref name="unlockedIoctl"/> runs without.
    /// </summary>
    protected FileOperations FileOperationsWithIoctl(
        string symbol,
        IoctlFunction? ioctl = null,
        IoctlFunction? unlockedIoctl = null,
        OpenFunction? open = null,
        OpenFunction? release = null,
        ReadWriteFunction? read = null,
        ReadWriteFunction? write = null,
        bool owner = false)
    {
        var operations = Operations(symbol, open, release, read, write, owner, llseek: null, Smp.Kernel.FileOperations.FieldsWithIoctl);
        var ioctlText = TextOrNull(ioctl?.Method.Name, ioctl);
        var unlockedText = TextOrNull(unlockedIoctl?.Method.Name, unlockedIoctl);
        _initialisers.Add(() => operations.InitialiseIoctl(ioctlText, unlockedText));
        return operations;
    }

    /// <summary>
    /// register_chrdev(major, name, operations): for 0 a free number is looked for. Who opens a file of that number finds the
    /// module before this returns. In task context, not atomic; the module must have said so (<see cref="DeclareChrdev"/>).
    /// </summary>
    /// <returns>The number that was found, or 0 if the caller brought one; -EBUSY if nothing is free, -ENOMEM.</returns>
    protected KTask<int> RegisterChrdev(int major, string name, FileOperations operations, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.CharDevices.Register(major, name, operations.Address, Call(file, line, function));

    /// <summary>unregister_chrdev(major, name). Nobody is waited for. In task context.</summary>
    /// <returns>0.</returns>
    protected KTask<int> UnregisterChrdev(int major, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.CharDevices.Unregister(major, Call(file, line, function));
}
