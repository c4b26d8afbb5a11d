using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A kernel thread as kthread_create() leaves it: there, and not running before somebody calls wake_up_process().
/// </summary>
/// <remarks>
/// After kernel/kthread.c of 2.6.11. Its first step is the one with which it runs for the first time; before the wake-up
/// that step is disabled.
/// </remarks>
public readonly struct KernelThread
{
    private const long NotStarted = -1;

    private readonly LinuxKernel _kernel;
    private readonly Address _start;

    internal KernelThread(LinuxKernel kernel, string name, Func<KTask> body)
    {
        _kernel = kernel;
        var start = kernel.Computer.Memory.Allocate(8, $"start of {name}", RegionKind.Control);
        _start = start;
        kernel.Computer.Memory.Poke(start, NotStarted);
        Agent = kernel.AddKernelThread(name, () => Begin(kernel, start, body));
    }

    /// <summary>Its agent.</summary>
    public Agent Agent { get; }

    /// <summary>wake_up_process(): from here on the thread runs. In any context.</summary>
    public Step<StartBody> WakeUp([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        var site = new Site(file, line, function);
        _kernel.Computer.At(site);
        _kernel.Computer.Announce(Operation.Wake, _start, site);
        return new Step<StartBody>(_kernel.Computer, new StartBody(_start, wakes: true));
    }

    private static async KTask Begin(LinuxKernel kernel, Address start, Func<KTask> body)
    {
        kernel.Computer.Announce(Operation.Resume, start, new Site("kthread.c", 1, "kthread"), needs: start);
        await new Step<StartBody>(kernel.Computer, new StartBody(start, wakes: false));
        await body();
    }
}

/// <summary>The body of wake_up_process for a new thread, and of that thread's first step.</summary>
public readonly struct StartBody : IStepBody
{
    private readonly Address _start;
    private readonly bool _wakes;

    internal StartBody(Address start, bool wakes)
    {
        _start = start;
        _wakes = wakes;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_wakes)
        {
            computer.Release(_start);
            computer.Memory.Poke(_start, 0);
            computer.ResourceChanged(_start);
        }
        else
        {
            computer.Acquire(_start);
        }

        if (computer.Recording)
        {
            computer.Note(_wakes ? $"wake_up_process: {computer.Memory.NameOf(_start)}" : "runs for the first time");
        }

        return 0;
    }
}
