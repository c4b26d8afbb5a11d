using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The kernel's doors: dispatches system calls and interrupts, and does what is due on the way back to user mode.
/// </summary>
/// <remarks>After arch/i386/kernel/entry.S of 2.6.11; of 2.0 where the one lock is taken on every entry.</remarks>
internal sealed class KernelEntry : IEntry
{
    private readonly LinuxKernel _kernel;

    internal KernelEntry(LinuxKernel kernel) => _kernel = kernel;

    public Address EntryNeeds => _kernel.BigKernelLock.OnEveryEntry ? _kernel.BigKernelLock.Address : default;

    public KTask<long> Syscall(in Message message)
    {
        if (_kernel.BigKernelLock.OnEveryEntry)
        {
            _kernel.BigKernelLock.Take(message.Agent);
        }

        _kernel.Scheduler.Refresh();
        var task = _kernel.TaskOf(message.Agent);
        task.RefusedSleeps = 0;
        task.HasFaulted = false;
        return message.Number switch
        {
            SyscallNames.Open when message.Text is null || message.B != 0 => _kernel.SyscallTable.SystemCall(new Address((int)message.B), message.A),
            SyscallNames.Open when _kernel.SyscallTable.IsUsed => throw new MachineException("on a computer with a system call table open(2) takes its path from user memory: OpenPath"),
            SyscallNames.SysfsStore => _kernel.Parameters.ParamAttrStore(message.Text!, (int)message.A),
            SyscallNames.SysfsStoreText => _kernel.Parameters.Write(message.Text!),
            SyscallNames.SysfsShow => _kernel.Parameters.Read(message.Text!, new Address((int)message.B), message.C),
            SyscallNames.Open => _kernel.Vfs.Open(message.Text!, (OpenFlags)message.A),
            SyscallNames.Close => _kernel.Vfs.Close((int)message.A),
            SyscallNames.Read => _kernel.Vfs.Read((int)message.A, new Address((int)message.B), message.C),
            SyscallNames.Write => _kernel.Vfs.Write((int)message.A, new Address((int)message.B), message.C),
            SyscallNames.Pread => _kernel.Vfs.Read((int)message.A, new Address((int)message.B), message.C & 0xffffffff, message.C >> 32),
            SyscallNames.Pwrite => _kernel.Vfs.Write((int)message.A, new Address((int)message.B), message.C & 0xffffffff, message.C >> 32),
            SyscallNames.Mount => _kernel.Vfs.BindMount(message.Text!, (int)message.A),
            SyscallNames.Lseek => _kernel.Vfs.Lseek((int)message.A, message.B, (Whence)message.C),
            SyscallNames.Ioctl => _kernel.Vfs.Ioctl((int)message.A, (uint)message.B, message.C),
            SyscallNames.Mknod when _kernel.Directories.IsUsed => _kernel.Directories.Mknod(message.Text!, (int)message.A, (int)message.B, (int)message.C),
            SyscallNames.Mknod => _kernel.CharDevices.Mknod(message.Text!, (int)message.A, (int)message.B),
            SyscallNames.Dup => new KTask<long>(_kernel.Vfs.Dup((int)message.A)),
            SyscallNames.Tkill => _kernel.Signals.Tkill((int)message.A, (int)message.B),
            SyscallNames.Kill => _kernel.Signals.Kill((int)message.A, (int)message.B),
            SyscallNames.Pause => _kernel.Signals.Pause(),
            SyscallNames.InitModule => _kernel.Loader.InitModule(message.Text!),
            SyscallNames.DeleteModule => _kernel.Loader.DeleteModule(message.Text!, (DeleteFlags)message.A),
            SyscallNames.Getdents => _kernel.Directories.Getdents((int)message.A, new Address((int)message.B), message.C),
            SyscallNames.Stat => _kernel.Directories.Stat(message.Text!, new Address((int)message.B), follow: true),
            SyscallNames.Lstat => _kernel.Directories.Stat(message.Text!, new Address((int)message.B), follow: false),
            SyscallNames.Fstat => _kernel.Directories.Fstat((int)message.A, new Address((int)message.B)),
            SyscallNames.Nanosleep => _kernel.ProcessTimeouts.Nanosleep(message.A),
            SyscallNames.Readlink => _kernel.Directories.Readlink(message.Text!, new Address((int)message.B), message.C),
            SyscallNames.Unlink => _kernel.Directories.Unlink(message.Text!),
            SyscallNames.Vhangup => _kernel.Ttys.Vhangup(),
            SyscallNames.Exit => Exit(),
            SyscallNames.Interrupted => new KTask<long>(0),
            _ => new KTask<long>(-Errno.ENOSYS),
        };
    }

    public bool Return(int agent, ref long result)
    {
        var task = _kernel.TaskOf(agent);
        if (task.SignalPending)
        {
            return false;
        }

        if (result is -Errno.ERESTARTSYS or -Errno.ERESTARTNOHAND)
        {
            throw new MachineException($"{task}: -ERESTARTSYS would be seen by the user program: no signal is pending");
        }

        AtomicContext.CheckBalance(_kernel, task);
        if (_kernel.BigKernelLock.OnEveryEntry)
        {
            _kernel.BigKernelLock.Give();
        }

        // User mode always runs with interrupts on.
        _kernel.Computer.SetInKernel(agent, false);
        _kernel.CurrentCpu.IrqsOff = false;
        _kernel.Interrupts.Refresh();
        _kernel.Scheduler.BackInUserMode(agent);
        return true;
    }

    public KTask<long> ExitWork(int agent, long result) => _kernel.Signals.Deliver(_kernel.TaskOf(agent), result);

    public bool MustInterrupt(int agent) => _kernel.TaskOf(agent).SignalPending;

    public bool MustExit(int agent)
    {
        var task = _kernel.TaskOf(agent);
        if (task.FilesUsers > 1 || _kernel.ProcPidFiles.IsUsed || _kernel.Ttys.MustExit(task))
        {
            return true;
        }

        for (int fd = TaskStruct.FirstFile; fd < TaskStruct.EndOfFiles; fd++)
        {
            if (!task.GetFile(fd).IsNull)
            {
                return true;
            }
        }

        return false;
    }

    public void Interrupt(int cpu, int line) => _kernel.Interrupts.Look(line);

    public void Schedule(int cpu) => _kernel.Scheduler.LookAtRunQueue();

    /// <summary>do_exit: closes what is open; the process never goes back to user mode.</summary>
    internal async KTask<long> Exit()
    {
        // The descriptors are closed with the last thread that uses them.
        if (--_kernel.Current.FilesUsers == 0)
        {
            for (int fd = TaskStruct.FirstFile; fd < TaskStruct.EndOfFiles; fd++)
            {
                if (!_kernel.Current.GetFile(fd).IsNull)
                {
                    await _kernel.Vfs.Close(fd);
                }
            }
        }

        if (_kernel.Ttys.InUse)
        {
            await _kernel.Ttys.ExitProcess();
        }

        if (_kernel.ProcPidFiles.IsUsed)
        {
            await _kernel.ProcPidFiles.ExitNotify(_kernel.Current);
        }

        AtomicContext.CheckBalance(_kernel, _kernel.Current);
        if (_kernel.BigKernelLock.OnEveryEntry)
        {
            _kernel.BigKernelLock.Give();
        }

        return IEntry.Terminated;
    }
}
