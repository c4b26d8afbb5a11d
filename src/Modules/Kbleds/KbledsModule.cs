using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>What kbleds.c and its corrected twin have in common: a timer, the LEDs, and what a scenario asks about them.</summary>
public abstract class KbledsModule : KernelModule
{
    /// <summary>KDSETLED's argument for all LEDs.</summary>
    protected const int AllLedsOn = 0x07;

    /// <summary>KDSETLED's argument for the keyboard's own flags.</summary>
    protected const int RestoreLeds = 0xFF;

    /// <summary>BLINK_DELAY, HZ/5: ticks from one change to the next.</summary>
    protected const int BlinkDelay = 200;

    private readonly Ghost _restored;

    /// <summary>The module, not loaded yet.</summary>
    protected KbledsModule(LinuxKernel kernel)
        : base(kernel, "kbleds")
    {
        ModuleDescription("Example module illustrating the use of Keyboard LEDs.");
        ModuleAuthor("Daniele Paolo Scarpazza");
        ModuleLicense("GPL");
        DeclareKeyboardLeds();
        MyTimer = DefineTimer("my_timer", MyTimerFunc);
        _restored = new Ghost(kernel.Computer, "the LEDs are restored");
    }

    /// <summary>Whether it has lit the LEDs, or believes so, and is not about to change them.</summary>
    public abstract bool SaysLit { get; }

    /// <summary>Whether it is on its way out and has given the LEDs back.</summary>
    public bool HasRestored => _restored.Value != 0;

    /// <summary>my_timer.</summary>
    protected TimerList MyTimer { get; }

    /// <summary>my_timer_func.</summary>
    public abstract KTask MyTimerFunc(Address ptr);

    /// <summary>For the clauses of a scenario: from now on the LEDs are not the module's any more.</summary>
    private protected void Restored() => _restored.Value = 1;
}
