using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Files of processes under /proc/PID, for code that is compiled into the kernel.</summary>
public abstract partial class KernelModule
{
    /// <summary>
    /// REG(name, mode, operations) in tgid_base_stuff: every process has the file /proc/PID/name. The table is the
    /// kernel's own and has no place for modules: for what is compiled in and never unloaded. In the constructor.
    /// </summary>
    protected void DeclarePidFile(string name, int mode, FileOperations operations) => Kernel.ProcPidFiles.Add(name, mode, operations);

    /// <summary>file_inode(file) of a file of a process: for <see cref="GetProcTask"/>. In its methods.</summary>
    protected static Address InodeOfProcess(OpenFile file) => file.Inode;

    /// <summary>get_proc_task(inode): the process the inode is about, with a reference; null once it has gone. In any context.</summary>
    protected KTask<TaskStruct?> GetProcTask(Address inode, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.ProcPidFiles.GetTask(inode, new Site(file, line, function));

    /// <summary>put_task_struct(task): gives the reference back. In any context.</summary>
    protected async KTask PutTaskStruct(TaskStruct task, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => await Kernel.ProcPidFiles.PutTask(task, new Site(file, line, function));

    /// <summary>
    /// get_random_bytes(&amp;number, sizeof(int)): one of two numbers, which one is the machine's choice. In any context.
    /// </summary>
    protected Step<RandomBody> GetRandomInt([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        Kernel.Computer.Announce(Operation.Kernel, Address.Null, Call(file, line, function));
        return new Step<RandomBody>(Kernel.Computer, default);
    }

    /// <summary>Where the argument of a call with a variable number of arguments stands: 8 bytes. In the constructor.</summary>
    protected Address VariableArgument(string symbol) => Data(symbol, Bytes);

    /// <summary>
    /// What a printf finds when it takes its argument: an int was passed, the conversion of the format takes as much as it
    /// says (%d: an int, %ld, %lld, %Ld: 8 bytes). What nobody passed nobody has written. One step; in any context.
    /// </summary>
    /// <param name="place">What <see cref="VariableArgument"/> gave.</param>
    /// <param name="format">The format, with one conversion.</param>
    /// <param name="passed">The int that was passed.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    protected Step<ArgumentBody> TakeArgument(Address place, string format, int passed, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        ArgumentNullException.ThrowIfNull(format);
        int at = format.IndexOf('%', StringComparison.Ordinal) + 1;
        while (format[at] is '-' or (>= '0' and <= '9'))
        {
            at++;
        }

        Kernel.Computer.Announce(Operation.Kernel, place, Call(file, line, function));
        return new Step<ArgumentBody>(Kernel.Computer, new ArgumentBody(place, passed, format[at] is 'l' or 'L' ? Bytes : sizeof(int)));
    }
}

/// <summary>The body of get_random_bytes.</summary>
public readonly struct RandomBody : IStepBody
{
    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        long number = computer.ChooseValue(2) == 0 ? 17 : -4711;
        if (computer.Recording)
        {
            computer.Note($"get_random_bytes: {number}");
        }

        return number;
    }
}

/// <summary>An argument is put in its place and taken from there again.</summary>
public readonly struct ArgumentBody : IStepBody
{
    private readonly Address _place;
    private readonly int _passed;
    private readonly int _taken;

    internal ArgumentBody(Address place, int passed, int taken)
    {
        _place = place;
        _passed = passed;
        _taken = taken;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        computer.Memory.SetShadow(_place, sizeof(long), Shadow.Uninitialised);
        computer.Memory.Write(_place, _passed);
        if (!computer.Check(_place, _taken))
        {
            return 0;
        }

        return computer.Memory.Read<int>(_place);
    }
}
