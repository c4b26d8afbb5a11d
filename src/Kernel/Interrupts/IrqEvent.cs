using Smp.Machine;

namespace Smp.Kernel;

/// <summary>What a CPU does that has taken a line: all its actions, one after the other, whatever each of them says.</summary>
/// <remarks>After handle_IRQ_event (kernel/irq/handle.c of 2.6.11), __handle_irq_event_percpu (kernel/irq/handle.c of 6.8).</remarks>
internal sealed class IrqEvent(LinuxKernel kernel)
{
    private const string Caller = "handle_irq_event";

    /// <summary>The line, once it is made.</summary>
    internal List<IrqLine> Lines { get; } = [];

    /// <summary>In hard interrupt context.</summary>
    /// <returns>What the actions have said, together.</returns>
    internal async KTask<int> Handle()
    {
        int said = IrqReturn.None;
        var line = Lines[0];
        var action = new IrqAction(kernel, line.TakenAction);
        while (!action.IsNull)
        {
            if (!kernel.Computer.Check(action.Address, IrqAction.Size))
            {
                await kernel.SoftIrqs.Panic();
            }

            // What was read belongs to what this agent knows: whom it calls next follows from it.
            kernel.Computer.Observe(action.Address.Value);
            said |= await Call(line, action);
            action = new IrqAction(kernel, Next(action));
        }

        return said;
    }

    private async KTask<int> Call(IrqLine line, IrqAction action)
    {
        var (handler, devId) = (action.Handler, action.DevId);
        var code = (IrqHandler)kernel.Text.Resolve(handler).Code;
        if (kernel.Text.IsKernels(handler))
        {
            return await code(line.Irq, devId);
        }

        long before = await kernel.EnterModule(handler, "handle.c", 1, Caller);
        int said = await code(line.Irq, devId);
        await kernel.LeaveModule(handler, before, said, "handle.c", 2, Caller);
        if ((said & IrqReturn.WakeThread) != 0)
        {
            kernel.Interrupts.WakeThread(line, action.Address);
        }

        var cpu = kernel.CurrentCpu;
        if (kernel.Profile.Generation == KernelGeneration.V68 && !cpu.IrqsOff)
        {
            kernel.Log.Append($"<4>irq {line.Irq} handler {kernel.Computer.Memory.NameOf(handler)} enabled interrupts\n");
            cpu.IrqsOff = true;
            kernel.Interrupts.Refresh();
        }

        return said;
    }

    // An action that its own handler has freed is gone: there is no next one to read.
    private Address Next(IrqAction action)
        => kernel.Computer.Check(action.Address, IrqAction.Size) ? action.Next : action.Address;
}
