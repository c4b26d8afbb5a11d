using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of intrpt.c on which keys are pressed.</summary>
internal static class IntrptKeys
{
    private const int A = IntrptScenarios.A;
    private const int B = IntrptScenarios.B;

    /// <summary>Two keys, each of which is printed once at most.</summary>
    internal static void PrintedOnce(Stage stage, IntrptModule module)
    {
        var printed = Pressed(stage, module, A, B);
        IntrptNotes.OneSlot(stage);
        printed.NeverTwice();
    }

    /// <summary>Two keys, each of which is printed.</summary>
    internal static void AllPrinted(Stage stage, IntrptModule module)
    {
        var printed = Pressed(stage, module, A, B);
        IntrptNotes.OneWork(stage);
        printed.NeverLost();
    }

    /// <summary>A key goes down, another one comes up; what is printed is one or the other.</summary>
    internal static void NoneMixed(Stage stage, IntrptModule module)
        => Pressed(stage, module, A, B | I8042.Released).NeverMixed();

    /// <summary>Two keys, one of which may come while the work is taken.</summary>
    internal static void WorkAndHandler(Stage stage, IntrptModule module)
    {
        stage.KeyboardWithoutDriver(A, B);
        stage.Expiries(0);
        var printed = new PrintedKeys(stage, module, A, B);
        var line = stage.Kernel.Interrupts.Irqs[0];
        stage.Reach("both keys were handled, and the work ran", () => line.Handled == 2 && printed.Count > 0);

        // The handler's plain stores against what the work's thread reads is what this scenario is about.
        stage.Races();
    }

    /// <summary>A key goes down and comes up, and is printed in this order.</summary>
    internal static void InOrder(Stage stage, IntrptModule module)
        => Pressed(stage, module, A, A | I8042.Released).NeverOutOfOrder();

    /// <summary>Two keys, where the kernel has its driver: as long as that is there, it must get them.</summary>
    internal static void DriverBeside(Stage stage, IntrptModule module)
    {
        var driver = stage.Keyboard(A, B);
        var printed = new PrintedKeys(stage, module, A, B);
        var keyboard = stage.Kernel.Keyboard;
        stage.Expiries(0);
        stage.Never(
            "a byte of the keyboard does not reach the kernel's own driver",
            () => printed.IsQuiet && driver.IsRegistered && driver.Received < keyboard.Sent,
            "key-stolen");
        stage.Reach("both keys are printed", () => printed.Count == 2 && printed.IsQuiet);
    }

    /// <summary>A key, and a device on the same line that has nothing to do with keys.</summary>
    internal static void SharedLine(Stage stage, IntrptModule module)
    {
        var printed = Pressed(stage, module, A);
        var line = stage.IrqSource("other device", I8042.KeyboardIrq, 1);
        printed.NeverForeign();
        stage.Reach("both have raised the line", () => line.Handled == 2);
    }

    /// <summary>The control: two keys; the handler tests and sets a plain variable, and is never entered twice at once.</summary>
    internal static void SetUpOnce(Stage stage)
    {
        var times = stage.Ghost("times the work was set up");
        stage.Load(kernel => new Counting(kernel, times));
        stage.KeyboardWithoutDriver(A, B);
        stage.Expiries(0);
        var line = stage.Kernel.Interrupts.Irqs[0];
        stage.Never("the work is set up twice", () => times.Value > 1);
        stage.Reach("both were handled", () => line.Handled == 2);
    }

    private static PrintedKeys Pressed(Stage stage, IntrptModule module, params int[] codes)
    {
        stage.KeyboardWithoutDriver(codes);
        stage.Expiries(0);
        var printed = new PrintedKeys(stage, module, codes);
        stage.Reach("each key was printed once", () => printed.All);
        return printed;
    }

    /// <summary>The module as it is; the scenario counts how often it sets its work up.</summary>
    private sealed class Counting(LinuxKernel kernel, Ghost times) : Intrpt(kernel)
    {
        protected override KTask SetUp()
        {
            Ghost count = times;
            count.Value++;
            return base.SetUp();
        }
    }
}
