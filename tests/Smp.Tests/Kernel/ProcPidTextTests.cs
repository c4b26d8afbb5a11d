using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>What /proc/PID says of a process: the letter of its state, its name, the function it sleeps in.</summary>
public sealed class ProcPidTextTests
{
    private const int Length = 64;

    [Theory]
    [InlineData("U0", "status", "Name:\tsleeper\nState:\tR (running)\n", "Name:\tsleeper\nState:\tS (sleeping)\n")]
    [InlineData("U0", "wchan", "0", "sys_pause")]
    [InlineData("S68p", "wchan", "0", "__do_sys_pause")]
    [InlineData("S68p", "comm", "sleeper\n", "sleeper\n")]
    public void A_process_that_pauses_runs_and_then_sleeps(string environment, string file, string first, string then)
        => Explored.MustProve(environment, stage =>
        {
            var target = stage.Process("sleeper", async p => await p.Pause(), daemon: true);
            MustSay(stage, target, file, first, then);
        });

    [Theory]
    [InlineData("status", "Name:\twaiter\nState:\tD (disk sleep)\n", "Name:\twaiter\nState:\tZ (zombie)\n")]
    [InlineData("wchan", "0", "test_write")]
    public void A_process_that_waits_in_a_module_sleeps_in_its_function_and_one_that_has_ended_is_a_zombie(string file, string first, string then)
        => Explored.MustProve("S26", stage =>
        {
            var queue = stage.Kernel.NewWaitQueue("queue");
            var ready = stage.KernelInt("ready");
            stage.Load(k => new TestModule(k, async _ =>
            {
                await stage.Kernel.WaitEvent(queue, async () => await ready.Load() != 0);
                return 1;
            }));
            var target = stage.Process("waiter", async p => await p.Write(await p.Open("/proc/test", OpenFlags.WriteOnly), Address.Null, 1));
            stage.KernelThread("waker", async () =>
            {
                await ready.Store(1);
                await stage.Kernel.WakeUp(queue);
            });
            MustSay(stage, target, file, first, then);
        });

    /// <summary>A reader who must see each of the texts at the beginning of the file at some moment.</summary>
    private static void MustSay(Stage stage, UserProcess target, string file, params string[] texts)
    {
        stage.ProcFilesOf(target);
        var buffer = stage.UserBuffer($"buffer of {file}", Length);
        var read = stage.Ghost($"read {file}");
        stage.Process("cat", async p => read.Value = await p.Read(await p.Open($"/proc/{target.Pid}/{file}"), buffer, Length));
        foreach (string text in texts)
        {
            stage.Reach($"{file} says {text}", () => read.Value >= text.Length && Begins(stage.Computer.Memory, buffer, text));
        }
    }

    private static bool Begins(KernelMemory memory, Address buffer, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (memory.Read<byte>(buffer + i) != text[i])
            {
                return false;
            }
        }

        return true;
    }
}
