using System.Runtime.CompilerServices;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A function that a system call table entry for open(2) may point to: the kernel's own or a module's.</summary>
public delegate KTask<long> OpenCallFunction(Address filename, long flags, long mode);

/// <summary>
/// sys_call_table: one word a call, in kernel data that nothing guards. A call is one load of its entry and a jump
/// there; no lock is taken and no reference held, so a module that puts its own function in cannot know who is inside.
/// </summary>
/// <remarks>
/// <para>After arch/i386/kernel/entry.S of 2.6.11 (<c>call *sys_call_table(,%eax,4)</c>). Later kernels export no table
/// and at last have none; modules that patch it are run there all the same, on the rules of their time.</para>
/// <para>Only open(2) is dispatched through the table, and the table exists only on a computer where some module asks
/// for it: everywhere else a call is not a step longer than it was.</para>
/// </remarks>
public sealed class SyscallTable
{
    /// <summary>__NR_open.</summary>
    public const int Open = SyscallNames.Open;

    private const int Bytes = 8;
    private const int Entries = 8;

    private readonly LinuxKernel _kernel;
    private readonly Lazy<Place> _place;

    internal SyscallTable(LinuxKernel kernel)
    {
        _kernel = kernel;
        _place = new Lazy<Place>(Allocate, isThreadSafe: false);
    }

    /// <summary>Whether any module on this computer has asked for the table: open(2) takes its path from user memory then.</summary>
    public bool IsUsed => _place.IsValueCreated;

    /// <summary>C's <c>sys_call_table[number]</c>: a plain variable that holds a code address.</summary>
    public Shared<long> Entry(int number)
        => number == Open
            ? new Shared<long>(_kernel.Computer, _place.Value.Table + (number * Bytes))
            : throw new MachineException($"system call {number} is not dispatched through the table; open ({Open}) is");

    /// <summary>open(2) with a path in user memory: through the table where there is one.</summary>
    internal async KTask<long> SystemCall(Address filename, long flags)
    {
        if (!IsUsed)
        {
            return await _kernel.PathOpen.SysOpen(filename, flags, 0);
        }

        long function = await Entry(Open).Load();
        return await Call(new Address((int)function), filename, flags, 0, Here());
    }

    /// <summary>Calls what a pointer points to. In task context.</summary>
    internal async KTask<long> Call(Address function, Address filename, long flags, long mode, Site site)
    {
        if (function == _place.Value.SysOpen)
        {
            // The kernel's own text is always there: the jump is part of the step that loaded the pointer, and the
            // return part of the last step inside. Whoever called meets its own text again at its next step.
            var caller = _kernel.Computer.EnterText(Address.Null);
            long descriptor = await _kernel.PathOpen.SysOpen(filename, flags, mode);
            _kernel.Computer.EnterText(caller);
            return descriptor;
        }

        _kernel.Computer.Announce(Operation.Enter, function, site, 1);
        long before = await new Step<ModuleCalls.EnterBody>(_kernel.Computer, new ModuleCalls.EnterBody(_kernel, function));
        long result = await ((OpenCallFunction)_kernel.Text.Resolve(function).Code)(filename, flags, mode);
        _kernel.Computer.Announce(Operation.Leave, function, site);
        return await new Step<ModuleCalls.LeaveBody>(_kernel.Computer, new ModuleCalls.LeaveBody(_kernel, function, before, result));
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    private Place Allocate()
    {
        var memory = _kernel.Computer.Memory;
        var table = memory.Allocate(Entries * Bytes, "sys_call_table", RegionKind.KernelData);
        memory.NamePlace(table + (Open * Bytes), "sys_call_table[__NR_open]");
        var text = _kernel.Text.NewRegion("kernel", 1, Shadow.Live);
        var sysOpen = _kernel.Text.Add(text, 0, nameof(PathOpen.SysOpen), (OpenCallFunction)_kernel.PathOpen.SysOpen);
        memory.Poke(table + (Open * Bytes), sysOpen.Value);
        return new Place(table, sysOpen);
    }

    private readonly record struct Place(Address Table, Address SysOpen);
}
