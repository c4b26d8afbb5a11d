using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The threads of handlers (request_threaded_irq).</summary>
public sealed partial class InterruptController
{
    private readonly List<IrqThread> _threads = [];

    /// <summary>A handler of the line will have a thread: it is made with the machine.</summary>
    internal void DeclareThread(int irq, string name)
    {
        Require(irq);
        _threads.Add(new IrqThread(_kernel, irq, name));
    }

    /// <summary>request_threaded_irq: as request_irq; -EINVAL without a primary handler. In task context.</summary>
    internal KTask<int> RequestThreaded(int irq, Address handler, Address threadFunction, IrqFlags flags, Address name, Address devId, Site site)
    {
        if (handler.IsNull)
        {
            // A line that is raised again while the thread runs would start it over and over: IRQF_ONESHOT is for that.
            _kernel.Log.Append($"<3>Threaded irq requested with handler=NULL and !ONESHOT for {KernelString.Read(_kernel, name)} (irq {irq})\n");
            return new KTask<int>(-Errno.EINVAL);
        }

        var thread = _threads.Find(t => t.Irq == irq && t.Action.IsNull)
            ?? throw new MachineException($"request_threaded_irq({irq}): the module must declare the thread when it is made (DeclareThreadedIrq)");
        return Request(irq, handler, flags, name, devId, site, thread, threadFunction);
    }

    /// <summary>__irq_wake_thread, in the last step of a handler.</summary>
    internal void WakeThread(IrqLine line, Address action)
    {
        if (ThreadOf(action) is { } thread)
        {
            thread.Wake();
        }
        else
        {
            string name = KernelString.Read(_kernel, new IrqAction(_kernel, action).Name);
            _kernel.Log.Append($"<4>IRQ {line.Irq} device {name} returned IRQ_WAKE_THREAD but no thread function available.\n");
        }
    }

    private IrqThread? ThreadOf(Address action)
    {
        foreach (var thread in _threads)
        {
            if (thread.Action == action)
            {
                return thread;
            }
        }

        return null;
    }
}
