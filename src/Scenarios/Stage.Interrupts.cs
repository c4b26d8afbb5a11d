using System.Globalization;
using Smp.Kernel;

namespace Smp.Scenarios;

public sealed partial class Stage
{
    /// <summary>
    /// A keyboard behind its controller, and what it will send, at moments of the strategy's choice: a scan code for a key
    /// that goes down, the same with <see cref="I8042.Released"/> when it comes up, a byte with <see cref="I8042.Mouse"/> of
    /// the mouse. The kernel's own driver has it.
    /// </summary>
    public KeyboardDriver Keyboard(params int[] codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        Describe("keyboard driver");
        Kernel.Keyboard.Require();
        Kernel.KeyboardDriver.Require(codes.Any(code => (code & I8042.Mouse) != 0));
        KeyboardWithoutDriver(codes);
        return Kernel.KeyboardDriver;
    }

    /// <summary>The same on a machine whose kernel has no driver for the keyboard: its line is free.</summary>
    public void KeyboardWithoutDriver(params int[] codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        Kernel.Keyboard.Require();
        foreach (int code in codes)
        {
            Describe(string.Create(CultureInfo.InvariantCulture, $"keyboard sends {code:x}"));
            if (!Kernel.Keyboard.Press(code))
            {
                throw new ScenarioException($"a keyboard keeps no more than {I8042.QueueLength} bytes");
            }
        }

        _limits["bytes from the keyboard"] = $"{Kernel.Keyboard.Waiting}";
    }

    /// <summary>A device that raises a line for which modules register handlers (request_irq).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="irq">The line.</param>
    /// <param name="raises">How often it raises the line, at moments of the strategy's choice.</param>
    public IrqLine IrqSource(string name, int irq, int raises)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(raises, 1);
        Describe($"device {name} on {irq} raises {raises}");
        _limits[$"interrupts of {name}"] = $"{raises}";
        return Kernel.Interrupts.AddSource(name, irq, raises);
    }

    /// <summary>/proc/interrupts is there.</summary>
    public void ProcInterrupts()
    {
        Describe("/proc/interrupts");
        Kernel.Interrupts.AddProcFile();
    }
}
