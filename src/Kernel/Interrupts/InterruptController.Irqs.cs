using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>request_irq and its kin, for all who have a line.</summary>
/// <remarks>
/// After kernel/irq/manage.c of 2.6.11 and of 6.8, arch/i386/kernel/irq.c of 2.0.40. What happens under a line's private
/// lock is one step.
/// </remarks>
public sealed partial class InterruptController
{
    private readonly List<IrqLine> _irqs = [];

    /// <summary>The lines that can be asked for, in the order in which they were made.</summary>
    public IReadOnlyList<IrqLine> Irqs => _irqs;

    private int LineCount => _kernel.Profile.Generation == KernelGeneration.V20 ? 16 : 224;

    /// <summary>The line of a number, which the machine gets if it does not have it, while it is being built.</summary>
    public IrqLine Require(int irq)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(irq);
        if (FindIrq(irq) is { } there)
        {
            return there;
        }

        var line = new IrqLine(_kernel, _lines.Count, irq);
        _lines.Add(line);
        _irqs.Add(line);
        return line;
    }

    /// <summary>A device that raises a line for others to handle, up to <paramref name="raises"/> times, while the machine is being built.</summary>
    public IrqLine AddSource(string name, int irq, int raises)
    {
        var line = Require(irq);
        _ = new InterruptSourceActor(_kernel.Computer, _kernel.Host, name, line.Number, line.Pending, raises, () => Math.Max(line.Target, 0));
        return line;
    }

    /// <summary>/proc/interrupts, while the machine is being built.</summary>
    public void AddProcFile() => _kernel.ProcFiles.Add("/proc/interrupts", () => InterruptsText.Show(_kernel));

    /// <summary>The line of a number; null if the machine was not given it.</summary>
    internal IrqLine? FindIrq(int irq)
    {
        foreach (var line in _irqs)
        {
            if (line.Irq == irq)
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>An action that is there from the start, while the machine is being built: a driver of the kernel's own.</summary>
    internal void Install(IrqLine line, Address handler, IrqFlags flags, Address name, Address devId)
    {
        var memory = _kernel.Computer.Memory;
        var action = new IrqAction(_kernel, memory.Allocate(IrqAction.Size, $"irqaction of irq {line.Irq}", RegionKind.KernelData, fields: IrqAction.Fields))
        {
            Handler = handler,
            Flags = flags,
            Name = name,
            DevId = devId,
            Next = Address.Null,
        };
        SetupIrqBody.Append(_kernel, line, action);
        line.Depth = 0;
    }

    /// <summary>request_irq, or with a thread request_threaded_irq: 0, -EINVAL, -EBUSY or -ENOMEM. In task context.</summary>
    internal async KTask<int> Request(int irq, Address handler, IrqFlags flags, Address name, Address devId, Site site, IrqThread? thread = null, Address threadFunction = default)
    {
        bool asksForId = _kernel.Profile.Generation != KernelGeneration.V20 && (flags & IrqFlags.Shared) != 0;
        if ((asksForId && devId.IsNull) || (uint)irq >= (uint)LineCount || handler.IsNull)
        {
            return -Errno.EINVAL;
        }

        var line = Declared(irq, "request_irq");

        // 2.6.11 asks for GFP_ATOMIC memory, the others may wait for it.
        bool waits = _kernel.Profile.Generation != KernelGeneration.V26;
        if (waits && _kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        _kernel.Computer.Announce(Operation.Allocate, Address.Null, site, argument: IrqAction.Size);
        var action = new Address((int)await new Step<AllocateActionBody>(_kernel.Computer, new AllocateActionBody(_kernel, irq, waits)));
        if (action.IsNull)
        {
            return -Errno.ENOMEM;
        }

        _kernel.Computer.Announce(Operation.Kernel, line.Desc, site, argument: irq);
        return (int)await new Step<SetupIrqBody>(_kernel.Computer, new SetupIrqBody(_kernel, line, action, handler, flags, name, devId, thread, threadFunction));
    }

    /// <summary>
    /// free_irq: the first action with this dev_id leaves the list; with the last one the line is disabled. Since 2.6 it
    /// then waits for a handler that runs on another CPU. No match: a message, and nothing. In task context.
    /// </summary>
    internal async KTask Free(int irq, Address devId, Site site)
    {
        if ((uint)irq >= (uint)LineCount)
        {
            return;
        }

        var line = Declared(irq, "free_irq");
        _kernel.Computer.Announce(Operation.Kernel, line.Desc, site, argument: irq);
        var action = new Address((int)await new Step<UnlinkActionBody>(_kernel.Computer, new UnlinkActionBody(_kernel, line, devId)));
        if (action.IsNull)
        {
            return;
        }

        await Synchronize(line, site);
        if (ThreadOf(action) is { } thread)
        {
            await thread.Stop(site);
        }

        _kernel.Computer.Announce(Operation.Allocate, action, site, IrqAction.Size);
        await new Step<FreeActionBody>(_kernel.Computer, new FreeActionBody(action));
    }

    /// <summary>disable_irq_nosync: once more disabled. In any context.</summary>
    internal Step<DisableIrqBody> DisableNosync(int irq, Site site)
    {
        var line = Declared(irq, "disable_irq_nosync");
        _kernel.Computer.Announce(Operation.Mask, line.Desc, site, argument: irq);
        return new Step<DisableIrqBody>(_kernel.Computer, new DisableIrqBody(_kernel, line));
    }

    /// <summary>disable_irq: the same, and waits for a handler that runs. In task context, not with what the handler needs.</summary>
    internal async KTask Disable(int irq, Site site)
    {
        if (await DisableNosync(irq, site) != 0)
        {
            await Synchronize(Declared(irq, "disable_irq"), site);
        }
    }

    /// <summary>enable_irq: undoes one disable; what was raised meanwhile is taken. In any context.</summary>
    internal Step<EnableIrqBody> Enable(int irq, Site site)
    {
        var line = Declared(irq, "enable_irq");
        _kernel.Computer.Announce(Operation.Mask, line.Desc, site, argument: irq);
        return new Step<EnableIrqBody>(_kernel.Computer, new EnableIrqBody(_kernel, line));
    }

    /// <summary>synchronize_irq: goes on when no CPU runs a handler of the line. In task context.</summary>
    internal KTask Synchronize(int irq, Site site) => Synchronize(Declared(irq, "synchronize_irq"), site);

    // 2.0 has one lock around all handlers; on one CPU a task that runs shows that no handler does.
    private async KTask Synchronize(IrqLine line, Site site)
    {
        if (_kernel.Profile.Generation != KernelGeneration.V20 && _kernel.Profile.IsSmp)
        {
            _kernel.Computer.Announce(Operation.Wait, line.InProgressWord, site with { Function = "synchronize_irq" }, needs: line.InProgressWord);
            await new Step<SynchronizeIrqBody>(_kernel.Computer, new SynchronizeIrqBody(line));
        }
    }

    private IrqLine Declared(int irq, string call)
        => FindIrq(irq) ?? throw new MachineException($"{call}({irq}): the machine has no such line; a module says which it will ask for when it is made (DeclareIrq)");
}
