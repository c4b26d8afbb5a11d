using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Terminals, consoles and the LEDs: each in a use that must be found and in one that must be proved.</summary>
public sealed class TtyTests
{
    private const string First = "/dev/tty1";
    private const int FirstFile = TaskStruct.FirstFile;

    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S68"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void The_leader_of_a_session_gets_the_terminal_that_it_opens_and_dev_tty_is_that(string environment)
        => Explored.MustProve(environment, stage =>
        {
            Load(stage, m => m.Open(First).Discard());
            var second = stage.Console(2);
            var text = stage.UserText("text", "x");
            var wrong = stage.Ghost("wrong");
            var leader = stage.Process("sh", async p =>
            {
                wrong.Value += await p.Open("/dev/tty") == -Errno.ENXIO ? 0 : 1;
                long fd = await p.Open("/dev/tty2", OpenFlags.ReadWrite);
                long own = await p.Open("/dev/tty", OpenFlags.WriteOnly);
                wrong.Value += own >= 0 && await p.Write(own, text, 1) == 1 ? 0 : 1;
                await p.Close(own);
                await p.Close(fd);
                wrong.Value += await p.Open("/dev/tty") == -Errno.ENXIO ? 0 : 1;
            });
            stage.Session(leader);
            stage.Never("an answer is wrong", () => wrong.Value != 0);
            stage.Reach("it wrote on its own terminal, and closed it", () => second.Output == "x" && !second.IsOpen);
        });

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_hangup_cuts_off_whoever_has_the_terminal_open_and_takes_it_from_the_session(string environment)
        => Explored.MustProve(environment, stage =>
        {
            Load(stage, _ => KTask.Completed);
            var text = stage.UserText("text", "x");
            var wrong = stage.Ghost("wrong");
            var done = stage.Ghost("done");
            var leader = stage.Process(
                "getty",
                async p =>
                {
                    wrong.Value += await p.Vhangup() == 0 ? 0 : 1;
                    wrong.Value += await p.Write(FirstFile, text, 1) == -Errno.EIO ? 0 : 1;
                    wrong.Value += await p.Ioctl(FirstFile, Ttys.VT_ACTIVATE, 1) == -Errno.EIO ? 0 : 1;
                    wrong.Value += await p.Open("/dev/tty") == -Errno.ENXIO ? 0 : 1;
                    done.Value = 1;
                },
                before: async p => await p.Open(First, OpenFlags.ReadWrite));
            leader.Handles(1);
            stage.Session(leader);
            stage.Never("an answer is wrong", () => wrong.Value != 0);
            stage.Reach("it is done", () => done.Value == 1);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_hangup_ends_the_leader_of_the_session(string environment)
        => Explored.MustProve(environment, stage =>
        {
            Load(stage, _ => KTask.Completed);
            var wasInterrupted = stage.Ghost("was interrupted");
            var shell = stage.Process(
                "sh",
                async p =>
                {
                    await p.Pause();
                    wasInterrupted.Value = 1;
                },
                before: async p => await p.Open(First, OpenFlags.ReadWrite));
            stage.Session(shell, stage.Process("vhangup", async p => await p.Vhangup()));
            var line = stage.Console(1);
            stage.Never("it goes on", () => wasInterrupted.Value == 1);
            stage.Reach("it is gone, and its terminal closed", () => !line.IsOpen);
        });

    [Theory]
    [InlineData("U0")]
    [InlineData("S68")]
    public void Only_root_may_hang_up_and_only_root_or_the_owner_may_set_the_LEDs(string environment)
        => Explored.MustProve(environment, stage =>
        {
            Load(stage, _ => KTask.Completed);
            stage.Kernel.Ttys.RequireLeds();
            var wrong = stage.Ghost("wrong");
            var owner = stage.Process(
                "owner",
                async p =>
                {
                    wrong.Value += await p.Vhangup() == -Errno.EPERM ? 0 : 1;
                    wrong.Value += await p.Ioctl(FirstFile, Ttys.KDSETLED, 7) == 0 ? 0 : 1;
                    await p.Pause();
                },
                euid: 1000,
                before: async p => await p.Open(First, OpenFlags.ReadWrite),
                daemon: true);
            stage.Session(owner);
            var answer = stage.UserBuffer("answer", 1);
            stage.Process(
                "other",
                async p =>
                {
                    wrong.Value += await p.Ioctl(FirstFile, Ttys.KDGETLED, answer.Value) == 0 && await p.Load(answer) is 0 or KeyboardLeds.All ? 0 : 1;
                    wrong.Value += await p.Ioctl(FirstFile, Ttys.KDSETLED, 2) == -Errno.EPERM ? 0 : 1;
                    await p.Pause();
                },
                euid: 1001,
                before: async p => await p.Open(First, OpenFlags.ReadWrite),
                daemon: true);
            stage.Never("an answer is wrong", () => wrong.Value != 0);
            stage.Reach("the tasklet has lit them", () => stage.Kernel.Ttys.Leds.Lit == KeyboardLeds.All);
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void A_terminal_that_is_used_without_a_reference_may_be_gone(string environment)
        => Explored.MustFind(environment, "use-after-free", stage => UseWhileItIsClosed(stage, m => m.Own(), (_, _) => KTask.Completed));

    [Theory]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void One_that_is_open_stays(string environment)
        => Explored.MustProve(environment, stage => UseWhileItIsClosed(stage, m => m.Open("/dev/tty"), (m, tty) => m.Close(tty)));

    [Theory]
    [InlineData("S68")]
    [InlineData("S68p")]
    public void One_that_is_referred_to_stays(string environment)
        => Explored.MustProve(environment, stage => UseWhileItIsClosed(stage, m => m.Get(), (m, tty) => m.Put(tty)));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Two_calls_of_the_driver_are_two_texts(string environment)
        => Explored.MustFind(environment, "never", stage => WriteBesideAnother(stage, locks: false));

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Under_the_write_lock_they_are_one(string environment)
        => Explored.MustProve(environment, stage => WriteBesideAnother(stage, locks: true));

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_console_is_not_to_be_written_on_from_an_interrupt(string environment)
        => Explored.MustFind(environment, "sleep-in-atomic", stage =>
        {
            var tty = stage.Ghost("tty");
            var module = stage.Make(k => new TtyModule(
                k,
                async m => tty.Value = (await m.Open(First)).Address.Value,
                async m => await m.WriteFirst(m.Tty(tty.Value))));
            stage.Process("sh", async p => await p.Pause(), before: async p => await p.Insmod(module.Name), daemon: true);
        });

    [Theory]
    [InlineData("S26")]
    [InlineData("S68")]
    public void The_console_in_the_foreground_is_read_under_the_console_semaphore(string environment)
    {
        Assert.Equal("data-race", Explored.MustFind(environment, "data-race", stage => ReadWhileItSwitches(stage, locks: false)).Kind);
        Explored.MustProve(environment, stage => ReadWhileItSwitches(stage, locks: true));
    }

    [Theory]
    [InlineData("U0")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void Caps_lock_lights_its_LED_unless_a_process_has_the_LEDs(string environment)
        => Explored.MustProve(environment, stage =>
        {
            Load(stage, _ => KTask.Completed);
            var leds = WithKeyboard(stage, 0x3a);
            var set = stage.Ghost("set");
            stage.Process(
                "setleds",
                async p =>
                {
                    await p.Ioctl(FirstFile, Ttys.KDSETLED, 1);
                    set.Value = 1;
                    await p.Pause();
                },
                before: async p => await p.Open(First, OpenFlags.ReadWrite),
                daemon: true);
            stage.Never("what a process wants is not shown", () => set.Value == 1 && leds.Shown != 1);
            stage.Reach("caps lock was lit", () => leds.Lit == 4);
            stage.Reach("and then what the process wants", () => set.Value == 1 && leds.Lit == 1);
        });

    private static KeyboardLeds WithKeyboard(Stage stage, int code)
    {
        stage.Keyboard(code);
        stage.Kernel.Ttys.RequireLeds();
        stage.Kernel.Ttys.Leds.Listens();
        return stage.Kernel.Ttys.Leds;
    }

    private static void Load(Stage stage, Func<TtyModule, KTask> init) => stage.Make(k => new TtyModule(k, init));

    private static void UseWhileItIsClosed(Stage stage, Func<TtyModule, KTask<TtyStruct>> take, Func<TtyModule, TtyStruct, KTask> give)
    {
        var module = stage.Make(k => new TtyModule(k, async m =>
        {
            var tty = await take(m);
            if (!tty.IsNull)
            {
                await m.WriteFirst(tty);
                await give(m, tty);
            }
        }));
        var insmod = stage.Process("insmod", async p => await p.Insmod(module.Name));
        var shell = stage.Process("sh", async p => await p.Close(FirstFile), before: async p => await p.Open(First, OpenFlags.ReadWrite));
        stage.Session(shell, insmod);
        var line = stage.Console(1);
        stage.Reach("it was written to, and is closed", () => line.Output == "a" && !line.IsOpen);
        stage.Reach("it was closed before", () => line.Output.Length == 0 && module.State == ModuleState.Live);
    }

    private static void WriteBesideAnother(Stage stage, bool locks)
    {
        var module = stage.Make(k => new TtyModule(k, async m =>
        {
            var tty = await m.Own();
            if (locks)
            {
                await tty.WriteLock.Down();
            }

            await m.WriteFirst(tty);
            await m.WriteSecond(tty);
            if (locks)
            {
                await tty.WriteLock.Up();
            }
        }));
        var text = stage.UserText("text", "x");
        var insmod = stage.Process(
            "insmod",
            async p =>
            {
                await p.Insmod(module.Name);
                await p.Pause();
            },
            before: async p => await p.Open(First, OpenFlags.ReadWrite),
            daemon: true);
        stage.Session(insmod);
        stage.Process(
            "write",
            async p =>
            {
                await p.Write(FirstFile, text, 1);
                await p.Pause();
            },
            before: async p => await p.Open(First, OpenFlags.WriteOnly),
            daemon: true);
        var line = stage.Console(1);
        stage.Never("a text is torn", () => line.Output is "axb");
        stage.Reach("the module was first", () => line.Output == "abx");
        stage.Reach("the other was first", () => line.Output == "xab");
    }

    private static void ReadWhileItSwitches(Stage stage, bool locks)
    {
        stage.Kernel.Ttys.RequireLeds();
        var seen = stage.Ghost("seen");
        var module = stage.Make(k => new TtyModule(k, async m =>
        {
            if (locks)
            {
                await m.Consoles.Semaphore.Down();
            }

            seen.Value = await m.Consoles.Foreground.Load() + 1;
            if (locks)
            {
                await m.Consoles.Semaphore.Up();
            }
        }));
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        stage.Process(
            "chvt",
            async p =>
            {
                await p.Ioctl(FirstFile, Ttys.VT_ACTIVATE, 2);
                await p.Pause();
            },
            before: async p => await p.Open(First, OpenFlags.ReadWrite),
            daemon: true);
        stage.Races();
        stage.Reach("the first console", () => seen.Value == 1);
        stage.Reach("the second", () => seen.Value == 2);
    }
}
