using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// What procfs1.c and procfs2.c of the present guide have in common, word for word: the read function that says hello, and
/// how they register their file.
/// </summary>
public abstract class HelloWorldModule : KernelModule
{
    /// <summary>What the file says, as the array has it: with the NUL that ends a string.</summary>
    public const string Hello = "HelloWorld!\n\0";

    private readonly string _fileName;

    /// <summary>The module, not loaded yet.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="name">The module's name.</param>
    /// <param name="fileName">The name of its file in /proc.</param>
    protected HelloWorldModule(LinuxKernel kernel, string name, string fileName)
        : base(kernel, name)
        => _fileName = fileName;

    /// <summary>procfile_read: the text, whole, to whoever has not had it yet.</summary>
    public async KTask<long> ProcfileRead(OpenFile filePointer, Address buffer, long bufferLength, LocalLong offset)
    {
        var s = LocalArray(Hello.Length);
        for (int i = 0; i < Hello.Length; i++)
        {
            s[i] = (byte)Hello[i];
        }

        int len = Hello.Length;
        long ret = len;
        if (offset.Value >= len || await CopyToUser(buffer, s.Address, len) != 0)
        {
            Printk(KernLevel.Info, "copy_to_user failed\n");
            ret = 0;
        }
        else
        {
            Printk(KernLevel.Info, $"procfile read {_fileName}\n");
            offset.Value += len;
        }

        return ret;
    }

    /// <summary>procfsN_init.</summary>
    protected async KTask<int> Register(Shared<long> ourProcFile, FileOperations operations)
    {
        var entry = await ProcCreate(_fileName, 0x1a4, operations, function: nameof(InitModule));
        await ourProcFile.Store(entry.Address.Value, function: nameof(InitModule));
        if (entry.IsNull)
        {
            await ProcRemove(entry.Address, function: nameof(InitModule));
            Printk(KernLevel.Alert, $"Error:Could not initialize /proc/{_fileName}\n");
            return -Errno.ENOMEM;
        }

        Printk(KernLevel.Info, $"/proc/{_fileName} created\n");
        return 0;
    }

    /// <summary>procfsN_exit.</summary>
    protected async KTask Unregister(Shared<long> ourProcFile)
    {
        await ProcRemove(new Address((int)await ourProcFile.Load(function: nameof(CleanupModule))), function: nameof(CleanupModule));
        Printk(KernLevel.Info, $"/proc/{_fileName} removed\n");
    }
}
