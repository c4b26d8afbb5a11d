using System.Runtime.CompilerServices;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A process as its user program sees it: the system calls, as the C library names them. Results are the kernel's: 0 or
/// more, or a negative errno.
/// </summary>
public sealed class UserProcess
{
    private readonly LinuxKernel _kernel;

    internal UserProcess(LinuxKernel kernel, ProcessActor actor, TaskStruct task)
    {
        _kernel = kernel;
        Actor = actor;
        Task = task;
    }

    /// <summary>Its process id.</summary>
    public int Pid => Task.Pid;

    /// <summary>Its task.</summary>
    public TaskStruct Task { get; }

    /// <summary>The kernel it is a process of.</summary>
    internal LinuxKernel Kernel => _kernel;

    /// <summary>The actor that it is.</summary>
    public ProcessActor Actor { get; }

    /// <summary>open(2).</summary>
    public SyscallStep Open(string path, OpenFlags flags = OpenFlags.ReadOnly, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Open, (long)flags, 0, 0, path, file, line, function);

    /// <summary>
    /// open(2) of the path that stands, with a NUL after it, in user memory; <paramref name="text"/> is for traces to show, where
    /// whoever calls knows it.
    /// </summary>
    public SyscallStep OpenPath(Address path, OpenFlags flags = OpenFlags.ReadOnly, string? text = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Open, (long)flags, path.Value, 0, text, file, line, function);

    /// <summary>Loads a byte of user memory: a step in user mode.</summary>
    public LoadStep<byte> Load(Address address, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _kernel.Computer.At(new Site(file, line, function));
        return new Shared<byte>(_kernel.Computer, address).Load(file, line, function);
    }

    /// <summary>Stores a byte to user memory: a step in user mode.</summary>
    public StoreStep<byte> Store(Address address, byte value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _kernel.Computer.At(new Site(file, line, function));
        return new Shared<byte>(_kernel.Computer, address).Store(value, file, line, function);
    }

    /// <summary>echo value &gt; /sys/module/NAME/parameters/PARAMETER, as one call; <paramref name="path"/> is <c>NAME/PARAMETER</c>.</summary>
    public SyscallStep WriteParameter(string path, int value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.SysfsStore, value, 0, 0, path, file, line, function);

    /// <summary>
    /// echo -n text &gt; /sys/module/NAME/parameters/PARAMETER, as one call: open, write and close. <paramref name="assignment"/>
    /// is <c>NAME/PARAMETER=text</c>. The number of characters, or a negative errno.
    /// </summary>
    public SyscallStep WriteParameter(string assignment, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.SysfsStoreText, 0, 0, 0, assignment, file, line, function);

    /// <summary>cat /sys/module/NAME/parameters/PARAMETER, as one call; <paramref name="path"/> is <c>NAME/PARAMETER</c>.</summary>
    public SyscallStep ReadParameter(string path, Address buffer, int length, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.SysfsShow, 0, buffer.Value, length, path, file, line, function);

    /// <summary>close(2).</summary>
    public SyscallStep Close(long descriptor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Close, descriptor, 0, 0, null, file, line, function);

    /// <summary>read(2).</summary>
    public SyscallStep Read(long descriptor, Address buffer, long length, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Read, descriptor, buffer.Value, length, null, file, line, function);

    /// <summary>write(2).</summary>
    public SyscallStep Write(long descriptor, Address buffer, long length, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Write, descriptor, buffer.Value, length, null, file, line, function);

    /// <summary>ioctl(2): a command (<see cref="IoctlNumber"/>) and its argument, a number or an address.</summary>
    public SyscallStep Ioctl(long descriptor, uint command, long argument, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Ioctl, descriptor, command, argument, null, file, line, function);

    /// <summary>vhangup(2): whoever has the caller's terminal open is cut off from it; for root.</summary>
    public SyscallStep Vhangup([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Vhangup, 0, 0, 0, null, file, line, function);

    /// <summary>mknod(2): a file for the character device of a number.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="major">The major number.</param>
    /// <param name="minor">The minor number.</param>
    /// <param name="mode">Its type and permissions, on a machine with directories; 0 for a character device that all may use.</param>
    /// <param name="file">Where the call stands.</param>
    /// <param name="line">Its line.</param>
    /// <param name="function">Its function.</param>
    public SyscallStep Mknod(string path, int major, int minor, int mode = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Mknod, major, minor, mode, path, file, line, function);

    /// <summary>unlink(2).</summary>
    public SyscallStep Unlink(string path, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Unlink, 0, 0, 0, path, file, line, function);

    /// <summary>stat(2): the kernel stores a <see cref="FileStatus"/>.</summary>
    public SyscallStep Stat(string path, Address buffer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Stat, 0, buffer.Value, 0, path, file, line, function);

    /// <summary>lstat(2): as stat(2), of a symbolic link itself.</summary>
    public SyscallStep Lstat(string path, Address buffer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Lstat, 0, buffer.Value, 0, path, file, line, function);

    /// <summary>fstat(2): as stat(2), of an open file.</summary>
    public SyscallStep Fstat(long descriptor, Address buffer, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Fstat, descriptor, buffer.Value, 0, null, file, line, function);

    /// <summary>nanosleep(2), on a machine that has it (<see cref="ProcessTimeouts"/>).</summary>
    public SyscallStep Nanosleep(long milliseconds, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Nanosleep, milliseconds, 0, 0, null, file, line, function);

    /// <summary>readlink(2): the length of the text, which has no NUL.</summary>
    public SyscallStep Readlink(string path, Address buffer, long length, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Readlink, 0, buffer.Value, length, path, file, line, function);

    /// <summary>getdents(2): bytes of <see cref="DirectoryRecord"/>s of the directory that a descriptor is open on.</summary>
    public SyscallStep Getdents(long descriptor, Address buffer, long length, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Getdents, descriptor, buffer.Value, length, null, file, line, function);

    /// <summary>kill(2).</summary>
    public SyscallStep Kill(int pid, int signal, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Kill, pid, signal, 0, null, file, line, function);

    /// <summary>pause(2).</summary>
    public SyscallStep Pause([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Pause, 0, 0, 0, null, file, line, function);

    /// <summary>init_module(2): what insmod does. Parameters may stand after the name: <c>syscall uid=500</c>.</summary>
    public SyscallStep Insmod(string module, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.InitModule, 0, 0, 0, module, file, line, function);

    /// <summary>dup(2).</summary>
    public SyscallStep Dup(long descriptor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Dup, descriptor, 0, 0, null, file, line, function);

    /// <summary>pread(2): as read(2) at a position of the caller's, without the file's own.</summary>
    public SyscallStep Pread(long descriptor, Address buffer, int length, int position, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Pread, descriptor, buffer.Value, (uint)length | ((long)position << 32), null, file, line, function);

    /// <summary>pwrite(2): as write(2) at a position of the caller's, without the file's own.</summary>
    public SyscallStep Pwrite(long descriptor, Address buffer, int length, int position, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Pwrite, descriptor, buffer.Value, (uint)length | ((long)position << 32), null, file, line, function);

    /// <summary>mount --bind: mount(2) of a file of /proc at a name that the stage has for it.</summary>
    public SyscallStep BindMount(string source, string target, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Mount, _kernel.Files.MountPointAt(target), 0, 0, source, file, line, function);

    /// <summary>lseek(2): the new position.</summary>
    public SyscallStep Lseek(long descriptor, long offset, Whence whence = Whence.Set, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Lseek, descriptor, offset, (long)whence, null, file, line, function);

    /// <summary>tkill(2): a signal to one thread.</summary>
    public SyscallStep Tkill(int tid, int signal, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Tkill, tid, signal, 0, null, file, line, function);

    /// <summary>fork(2), at the end of the stage: the process has what its parent has open.</summary>
    public void Inherit(UserProcess parent)
    {
        ArgumentNullException.ThrowIfNull(parent);
        _kernel.Vfs.Inherit(parent.Task, Task);
    }

    /// <summary>sigaction(2), while the stage is being built: the process has a handler for a signal.</summary>
    /// <param name="signal">The signal, 1 to 64.</param>
    /// <param name="restart">SA_RESTART: a call that the signal interrupts is made again.</param>
    public void Handles(int signal, bool restart = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signal, SignalSet.Last);
        Task.HandledSignals |= SignalSet.Of(signal);
        if (restart)
        {
            Task.RestartedSignals |= SignalSet.Of(signal);
        }
    }

    /// <summary>
    /// signal(2), while the stage is being built, for a handler that is code of the program: the program's C library
    /// (<see cref="StandardIo"/>) runs it.
    /// </summary>
    public void Catches(int signal)
    {
        Handles(signal);
        _kernel.Signals.AddFrame(Task);
    }

    /// <summary>_exit(2): the process never comes back.</summary>
    public SyscallStep Exit(int status = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.Exit, status, 0, 0, null, file, line, function);

    /// <summary>delete_module(2): what rmmod does; by default with O_NONBLOCK, as rmmod without options.</summary>
    public SyscallStep Rmmod(string module, DeleteFlags flags = DeleteFlags.NonBlock, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Actor.Call(SyscallNames.DeleteModule, (long)flags, 0, 0, module, file, line, function);

    /// <summary>A step in user mode that does nothing the machine can see: the process is busy with what it has.</summary>
    public Step<UserBody> Compute(string what = "computes", [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.User, Address.Null, site);
        return new Step<UserBody>(_kernel.Computer, new UserBody(what));
    }

    /// <summary>The head of a loop in the program, with <paramref name="live"/> as all that its variables hold: see <see cref="Computer.LoopHead"/>.</summary>
    public void LoopHead(long live = 0, [CallerLineNumber] int line = 0) => _kernel.Computer.LoopHead(Task.Agent, live, line);
}

/// <summary>A step in user mode.</summary>
public readonly struct UserBody : IStepBody
{
    private readonly string _what;

    internal UserBody(string what) => _what = what;

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (computer.Recording)
        {
            computer.Note(_what);
        }

        return 0;
    }
}
