using Smp.Machine;

namespace Smp.Kernel;

/// <summary>write_proc: the number of bytes taken, or a negative errno. There is no position.</summary>
public delegate KTask<int> WriteProcFunction(OpenFile file, Address buffer, long count, Address data);

/// <summary>write(2) of an entry with default operations: its write_proc, as it is at that moment; -EIO without one.</summary>
/// <remarks>After proc_file_write of fs/proc/generic.c of 2.6.11.</remarks>
internal static class ProcFileWrite
{
    internal static async KTask<long> Write(LinuxKernel kernel, OpenFile file, Address buffer, long count)
    {
        const string Function = "proc_file_write";
        var entry = new ProcDirEntry(kernel, new Inode(kernel, file.Inode).ProcEntry);
        var function = new Address((int)await entry.WriteProc.Load(function: Function));
        if (function.IsNull)
        {
            return -Errno.EIO;
        }

        var data = new Address((int)await entry.Data.Load(function: Function));
        kernel.Current.Copied = 0;
        long before = await kernel.EnterModule(function, caller: Function);
        int result = await ((WriteProcFunction)kernel.Text.Resolve(function).Code)(file, buffer, count, data);
        await kernel.LeaveModule(function, before, result, caller: Function);
        kernel.UserAccess.CheckResult(result, count, "write");
        return result;
    }
}
