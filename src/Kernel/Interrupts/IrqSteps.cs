using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>kmalloc of an irqaction: NULL if there is no memory.</summary>
internal readonly struct AllocateActionBody(LinuxKernel kernel, int irq, bool waits) : IStepBody
{
    public long Run(Computer computer)
    {
        if (waits)
        {
            AtomicContext.Refuses(kernel, "request_irq()");
        }

        var action = kernel.AllocationFailures.StrikesInRequestIrq() ? Address.Null : computer.AllocateHeap(IrqAction.Size, Shadow.Live);
        if (computer.Recording)
        {
            computer.Note($"request_irq({irq}): kmalloc{(action.IsNull ? ": no memory" : "")}");
        }

        if (computer.NamesMatter && !action.IsNull)
        {
            computer.Memory.Label(action, IrqAction.Size, $"irqaction of irq {irq}", fields: IrqAction.Fields);
        }

        return action.Value;
    }
}

/// <summary>setup_irq: the action joins the list, and the first one enables the line; or -EBUSY.</summary>
internal readonly struct SetupIrqBody(
    LinuxKernel kernel, IrqLine line, Address address, Address handler, IrqFlags flags, Address name, Address devId, IrqThread? thread, Address threadFunction) : IStepBody
{
    public long Run(Computer computer)
    {
        var action = new IrqAction(kernel, address) { Handler = handler, Flags = flags, Name = name, DevId = devId, Next = Address.Null };
        var old = new IrqAction(kernel, line.FirstAction);
        if (!old.IsNull && !Agree(old))
        {
            if (kernel.Profile.Generation == KernelGeneration.V68)
            {
                kernel.Log.Append($"<3>Flags mismatch irq {line.Irq}. {(int)flags:x8} ({KernelString.Read(kernel, name)}) vs. {(int)old.Flags:x8} ({KernelString.Read(kernel, old.Name)})\n");
            }

            computer.Memory.SetShadow(address, IrqAction.Size, Shadow.Freed);
            Note(computer, "-EBUSY");
            return -Errno.EBUSY;
        }

        // A handler that runs from now on comes after all that was done before.
        computer.Release(line.Pending);
        Append(kernel, line, action);
        thread?.Bind(address, threadFunction);
        if (old.IsNull)
        {
            line.Depth = 0;
            kernel.Interrupts.Look(line.Number);
        }

        Note(computer, old.IsNull ? "the line is enabled" : "shares the line");
        return 0;
    }

    internal static void Append(LinuxKernel kernel, IrqLine line, IrqAction action)
    {
        var last = new IrqAction(kernel, line.FirstAction);
        if (last.IsNull)
        {
            line.FirstAction = action.Address;
            return;
        }

        while (!last.Next.IsNull)
        {
            last = new IrqAction(kernel, last.Next);
        }

        last.Next = action.Address;
    }

    private bool Agree(IrqAction old)
        => (old.Flags & flags & IrqFlags.Shared) != 0
            && (kernel.Profile.Generation != KernelGeneration.V20 || ((old.Flags ^ flags) & IrqFlags.Interrupt) == 0);

    private void Note(Computer computer, string what)
    {
        if (computer.Recording)
        {
            computer.Note($"request_irq({line.Irq}, {computer.Memory.NameOf(handler)}): {what}");
        }
    }
}

/// <summary>The first half of free_irq, under the line's lock: gives the action, or NULL.</summary>
internal readonly struct UnlinkActionBody(LinuxKernel kernel, IrqLine line, Address devId) : IStepBody
{
    public long Run(Computer computer)
    {
        if (kernel.Profile.Generation == KernelGeneration.V68)
        {
            AtomicContext.Refuses(kernel, "free_irq()");
        }

        var before = new IrqAction(kernel, Address.Null);
        var action = new IrqAction(kernel, line.FirstAction);
        while (!action.IsNull && action.DevId != devId)
        {
            before = action;
            action = new IrqAction(kernel, action.Next);
        }

        if (action.IsNull)
        {
            kernel.Log.Append(kernel.Profile.Generation == KernelGeneration.V68
                ? $"<4>Trying to free already-free IRQ {line.Irq}\n"
                : $"<3>Trying to free free IRQ{line.Irq}\n");
            Note(computer, "nobody has this dev_id");
            return 0;
        }

        if (before.IsNull)
        {
            line.FirstAction = action.Next;
        }
        else
        {
            before.Next = action.Next;
        }

        if (line.FirstAction.IsNull)
        {
            line.Depth = 1;
            kernel.Interrupts.Look(line.Number);
        }

        Note(computer, line.FirstAction.IsNull ? "the line is disabled" : "others keep the line");
        return action.Address.Value;
    }

    private void Note(Computer computer, string what)
    {
        if (computer.Recording)
        {
            computer.Note($"free_irq({line.Irq}, {(devId.IsNull ? "NULL" : computer.Memory.NameOf(devId))}): {what}");
        }
    }
}

/// <summary>The end of free_irq: kfree.</summary>
internal readonly struct FreeActionBody(Address action) : IStepBody
{
    public long Run(Computer computer)
    {
        computer.Memory.SetShadow(action, IrqAction.Size, Shadow.Freed);
        if (computer.Recording)
        {
            computer.Note("free_irq: kfree");
        }

        return 0;
    }
}

/// <summary>The body of synchronize_irq, which is not entered while a handler of the line runs.</summary>
internal readonly struct SynchronizeIrqBody(IrqLine line) : IStepBody
{
    public long Run(Computer computer)
    {
        computer.Acquire(line.Pending);
        if (computer.Recording)
        {
            computer.Note($"synchronize_irq({line.Irq})");
        }

        return 0;
    }
}

/// <summary>The body of disable_irq_nosync: 1 if somebody has a handler on the line.</summary>
public readonly struct DisableIrqBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly IrqLine _line;

    internal DisableIrqBody(LinuxKernel kernel, IrqLine line)
    {
        _kernel = kernel;
        _line = line;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _line.Depth++;
        _kernel.Interrupts.Look(_line.Number);
        if (computer.Recording)
        {
            computer.Note($"disable_irq({_line.Irq}): depth {_line.Depth}");
        }

        return _line.HasAction ? 1 : 0;
    }
}

/// <summary>The body of enable_irq: the depth that is left.</summary>
public readonly struct EnableIrqBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly IrqLine _line;

    internal EnableIrqBody(LinuxKernel kernel, IrqLine line)
    {
        _kernel = kernel;
        _line = line;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (_line.Depth == 0)
        {
            computer.Complain("unbalanced-irq", _line.Desc, $"Unbalanced enable for IRQ {_line.Irq}");
            return 0;
        }

        _line.Depth--;
        if (_line.Depth == 0)
        {
            // What was done while it was disabled comes before its handlers.
            computer.Release(_line.Pending);
        }

        _kernel.Interrupts.Look(_line.Number);
        if (computer.Recording)
        {
            computer.Note($"enable_irq({_line.Irq}): depth {_line.Depth}");
        }

        return _line.Depth;
    }
}

/// <summary>A C string that the kernel reads where a pointer leads.</summary>
internal static class KernelString
{
    private const int Longest = 64;

    /// <summary>Its characters; as far as memory lets them be read. Inside a step; a fault in it is the reader's.</summary>
    internal static string Read(LinuxKernel kernel, Address from)
    {
        var text = new StringBuilder();
        while (text.Length < Longest && kernel.Computer.Check(from + text.Length, 1))
        {
            char c = (char)kernel.Computer.Memory.Read<byte>(from + text.Length);
            if (c == 0)
            {
                break;
            }

            text.Append(c);
        }

        return text.ToString();
    }
}
