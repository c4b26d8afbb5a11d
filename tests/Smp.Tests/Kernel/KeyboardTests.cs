using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>The keyboard controller, the kernel's driver of it, and what /proc/interrupts says.</summary>
public sealed class KeyboardTests
{
    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S26")]
    [InlineData("S68")]
    public void The_driver_gets_every_key_in_order_and_the_mouse_its_bytes(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var driver = stage.Keyboard(0x1e, 0x08 | I8042.Mouse, 0x9e);
            stage.Never("out of order", () => driver.Received > 0 && driver.Code(0) != 0x1e);
            stage.Never("out of order at the end", () => driver.Received > 1 && driver.Code(1) != 0x9e);
            stage.Reach("all were received", () => driver.Received == 2 && driver.ReceivedFromMouse == 1 && stage.Kernel.Keyboard.Sent == 3);
        });

    [Fact]
    public void Who_listens_is_called_with_every_key()
        => Explored.MustProve("S26", stage =>
        {
            var sum = stage.Ghost("sum");
            var driver = stage.Keyboard(1, 2);
            driver.SetListener(code =>
            {
                sum.Value = (sum.Value * 10) + code;
                return KTask.Completed;
            });
            stage.Reach("both", () => sum.Value == 12);
        });

    [Theory]
    [InlineData("S26", true)]
    [InlineData("S26", false)]
    [InlineData("S68", false)]
    public void A_module_listens_until_it_goes(string environment, bool synchronises)
    {
        void Build(Stage stage)
        {
            stage.Keyboard(0x1e);
            var module = stage.Load(kernel => new KeyboardModule(kernel, synchronises));
            stage.Process("rmmod", async p => await p.Rmmod(module.Name));
            stage.Reach("it heard the key", () => module.State == ModuleState.Live && module.Last.Inspect() == 0x1e);
            stage.Reach("it has gone, and the driver has the key", () => module.State == ModuleState.Unloaded && stage.Kernel.KeyboardDriver.Received == 1);
        }

        if (synchronises || environment == "S68")
        {
            Explored.MustProve(environment, Build);
        }
        else
        {
            Explored.MustFind(environment, "freed-text", Build);
        }
    }

    [Fact]
    public void In_2_0_there_is_nothing_to_listen_with()
        => Explored.MustProve("B20", stage =>
        {
            stage.Keyboard(0x1e);
            var result = stage.Ghost("result");
            stage.Make(kernel => new KeyboardModule(kernel));
            stage.Process("insmod", async p => result.Value = await p.Insmod("listener"));

            // Whatever init says, insmod of 2.0 says -EBUSY.
            stage.Reach("init refused", () => result.Value == -Errno.EBUSY);
        });

    [Fact]
    public void A_key_can_be_pressed_between_two_runs_and_is_one_of_sixteen_that_wait()
    {
        var computer = new Computer();
        var kernel = new LinuxKernel(computer, Environments.Find("U0")!);
        kernel.Keyboard.Require();
        kernel.KeyboardDriver.Require(mouse: false);
        Assert.True(kernel.Keyboard.Press(1));
        for (int i = 1; i < I8042.QueueLength; i++)
        {
            Assert.True(kernel.Keyboard.Press(2));
        }

        Assert.False(kernel.Keyboard.Press(3));
        Assert.Equal(I8042.QueueLength, kernel.Keyboard.Waiting);
    }

    [Theory]
    [InlineData("U0", "           CPU0       \n  1:          0          XT-PIC  i8042, device\nNMI:          0 \nLOC:          0 \nERR:          0\nMIS:          0\n")]
    [InlineData("S26", "           CPU0       CPU1       \n  1:          0          0    IO-APIC-edge  i8042, device\nNMI:          0          0 \nLOC:          0          0 \nERR:          0\nMIS:          0\n")]
    [InlineData("S68", "           CPU0       CPU1       \n  1:          0          0   IO-APIC   1-edge      i8042, device\nNMI:          0          0  Non-maskable interrupts\nLOC:          0          0  Local timer interrupts\nERR:          0\nMIS:          0\n")]
    [InlineData("B20", " 1:        0   keyboard\n")]
    public void Proc_interrupts_names_them_all(string environment, string expected)
        => Explored.MustProve(environment, stage =>
        {
            stage.Keyboard();
            stage.ProcInterrupts();
            if (environment != "B20")
            {
                stage.Load(kernel => new IrqModule(kernel, _ => new KTask<int>(0), irq: I8042.KeyboardIrq));
            }

            var buffer = stage.UserBuffer("buffer", 512);
            var got = stage.Ghost("got");
            stage.Process("cat", async p =>
            {
                long fd = await p.Open("/proc/interrupts");
                got.Value = await p.Read(fd, buffer, 512);
                await p.Close(fd);
            });
            stage.Never("another text", () => got.Value > 0 && Text(stage, buffer, (int)got.Value) != expected);
            stage.Reach("a text", () => got.Value > 0);
        });

    private static string Text(Stage stage, Address from, int length)
        => string.Create(length, (stage, from), static (to, at) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = (char)at.stage.Computer.Memory.Read<byte>(at.from + i);
            }
        });
}
