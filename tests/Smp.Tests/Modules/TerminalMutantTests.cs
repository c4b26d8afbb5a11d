using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>
/// The corrected kbleds.c and print_string.c with one fix taken out: the bug comes back on the stage that was made for it, and under its
/// own name.
/// </summary>
public sealed class TerminalMutantTests
{
    [Theory]
    [InlineData("S68")]
    public void KBL_1_the_timer_is_deleted_and_nobody_is_waited_for(string environment)
        => MustComeBack("kbleds/KBL-1", environment, k => new WaitsForNobody(k), KbledsScenarios.TimerAndRmmod);

    [Theory]
    [InlineData("S26")]
    public void KBL_2_the_timer_is_deleted_while_its_function_runs(string environment)
        => MustComeBack("kbleds/KBL-2", environment, k => new WaitsForNobody(k), KbledsScenarios.TimerAndRmmod);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void KBL_3_the_LEDs_are_given_back_before_the_timer_is_stopped(string environment)
        => MustComeBack("kbleds/KBL-3", environment, k => new GivesBackFirst(k), KbledsScenarios.RestoredLeds);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68p")]
    public void KBL_4_the_status_is_a_char(string environment)
        => MustComeBack("kbleds/KBL-4", environment, k => new HasAChar(k), KbledsScenarios.OneBlink);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void KBL_5_the_timer_sets_the_LEDs_itself(string environment)
        => MustComeBack("kbleds/KBL-5", environment, k => new SetsFromTheTimer(k), KbledsScenarios.SomebodyElseWorks);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    public void KBL_6_the_LEDs_are_set_without_the_lock(string environment)
        => MustComeBack("kbleds/KBL-6", environment, k => new LocksNothing(k), KbledsScenarios.OtherLeds);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void KBL_7_the_console_is_looked_up_each_time(string environment)
        => MustComeBack("kbleds/KBL-7", environment, k => new LooksUpTheConsole(k), KbledsScenarios.ConsoleGoes);

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void KBL_7_the_LEDs_are_given_back_on_the_console_of_then(string environment)
    {
        MustComeBack("kbleds/KBL-7", environment, k => new KbledsWithRoom(k), KbledsScenarios.AnotherConsole);
        Smp.Tests.Kernel.Explored.MustProve(environment, stage => KbledsScenarios.AnotherConsole(stage, stage.Make(k => new KbledsFixed(k))));
    }

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PST_1_the_terminal_is_used_without_a_reference(string environment)
        => MustComeBack("print-string/PST-1", environment, k => new TakesNoReference(k), PrintStringScenarios.TerminalGoes);

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void PST_2_the_line_and_its_end_are_two_writes_without_the_lock(string environment)
        => MustComeBack("print-string/PST-2", environment, k => new WritesTwice(k), PrintStringScenarios.OtherWriter);

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void PST_3_what_the_driver_took_is_not_looked_at(string environment)
        => MustComeBack("print-string/PST-3", environment, k => new WritesOnce(k), PrintStringScenarios.SlowLine);

    private static void MustComeBack<TModule>(string scenario, string environment, Func<LinuxKernel, TModule> mutant, Action<Stage, TModule> build)
        where TModule : KernelModule
        => Twins.MustComeBack(scenario, environment, stage => build(stage, stage.Make(mutant)));

    private sealed class WaitsForNobody(LinuxKernel kernel) : KbledsFixed(kernel)
    {
        protected override async KTask StopTimer() => await DelTimer(MyTimer, function: nameof(CleanupModule));
    }

    private sealed class GivesBackFirst(LinuxKernel kernel) : KbledsFixed(kernel)
    {
        protected override async KTask Finish()
        {
            await GiveBack();
            await StopBlinking();
        }
    }

    private sealed class HasAChar(LinuxKernel kernel) : KbledsFixed(kernel, sizeof(byte));

    private sealed class SetsFromTheTimer(LinuxKernel kernel) : KbledsFixed(kernel)
    {
        protected override KTask Change() => Blink(default);

        // In an interrupt there is no lock of this kind to take.
        protected override async KTask SetLeds(long leds) => await DriverIoctl(await MyTty(), Ttys.KDSETLED, leds);
    }

    private sealed class LocksNothing(LinuxKernel kernel) : KbledsFixed(kernel)
    {
        protected override async KTask SetLeds(long leds) => await DriverIoctl(await MyTty(), Ttys.KDSETLED, leds);
    }

    private sealed class LooksUpTheConsole(LinuxKernel kernel) : KbledsFixed(kernel)
    {
        protected override KTask<TtyStruct> TakeTty() => Foreground();

        protected override KTask PutTty(TtyStruct tty) => KTask.Completed;

        protected override async KTask SetLeds(long leds) => await DriverIoctl(await Foreground(), Ttys.KDSETLED, leds);

        private async KTask<TtyStruct> Foreground()
        {
            var data = new Address((int)await Consoles.Data(await Consoles.Foreground.Load()).Load());
            return TtyAt(await Consoles.Tty(data).Load(function: nameof(Blink)));
        }
    }

    private sealed class TakesNoReference(LinuxKernel kernel) : PrintStringFixed(kernel)
    {
        protected override async KTask<TtyStruct> TakeTty() => TtyAt(await CurrentTty(function: "print_string"));

        protected override KTask PutTty(TtyStruct tty) => KTask.Completed;
    }

    private sealed class WritesTwice(LinuxKernel kernel) : PrintStringFixed(kernel)
    {
        protected override async KTask WriteLine(TtyStruct tty, Address line, int length)
        {
            int text = length - EndOfLine.Length;
            await WriteAll(tty, line, text);
            await WriteAll(tty, line + text, EndOfLine.Length);
        }
    }

    private sealed class WritesOnce(LinuxKernel kernel) : PrintStringFixed(kernel)
    {
        protected override async KTask WriteAll(TtyStruct tty, Address text, int length) => await DriverWrite(tty, text, length, function: "print_string");
    }
}
