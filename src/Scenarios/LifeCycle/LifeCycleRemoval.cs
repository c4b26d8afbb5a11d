using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages about removing modules.</summary>
public static class LifeCycleRemoval
{
    private const int BufferSize = 96;

    /// <summary>A process removes the module while another one inserts it: not before init has ended.</summary>
    public static void RmmodDuringInit(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var log = stage.ReadsLog();
        var module = stage.Make(kernel => new HelloSlowly(kernel));
        var answer = stage.Ghost("answer to rmmod");
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        stage.Process("rmmod", async p =>
        {
            long result = await p.Rmmod(module.Name);
            answer.Value = result == 0 ? 1 : result;
            await p.Compute();
        });
        stage.Never("it is removed before its init has said hello", () => answer.Value == 1 && !log.Contains("Hello world 1."));
        stage.Never("rmmod gets another answer than 0, EBUSY and ENOENT", () => answer.Value is not (0 or 1 or -Errno.EBUSY or -Errno.ENOENT));
        stage.Reach("rmmod was told EBUSY while init ran", () => answer.Value == -Errno.EBUSY && module.State == ModuleState.Coming);
        stage.Reach("rmmod came too early", () => answer.Value == -Errno.ENOENT && module.State == ModuleState.Live);
        stage.Reach("it was inserted and removed", () => answer.Value == 1 && module.State == ModuleState.Unloaded);
    }

    /// <summary>Two processes remove the module: one does, the other finds it going or gone.</summary>
    public static void TwoRmmods(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var module = stage.Load(kernel => new HelloSlowly(kernel));
        var removed = stage.Ghost("removed");
        var busy = stage.Ghost("busy");
        var gone = stage.Ghost("gone");
        var wrong = stage.Ghost("another answer");
        stage.Processes("rmmod", 2, async p =>
        {
            long result = await p.Rmmod(module.Name);
            Count(result switch
            {
                0 => removed,
                -Errno.EBUSY => busy,
                -Errno.ENOENT => gone,
                _ => wrong,
            });
            await p.Compute();
        });
        stage.Never("both have removed it", () => removed.Value > 1);
        stage.Never("nobody has removed it", () => busy.Value + gone.Value > 1);
        stage.Never("rmmod gets another answer than 0, EBUSY and ENOENT", () => wrong.Value != 0);
        stage.Reach("one has removed it, the other was told EBUSY", () => removed.Value == 1 && busy.Value == 1);
        stage.Reach("one has removed it, the other was told ENOENT", () => removed.Value == 1 && gone.Value == 1);
    }

    /// <summary>A module without an exit function: it says so in /proc/modules, and rmmod is refused.</summary>
    public static void RmmodWithoutExit(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        stage.KernelProcFiles();
        var module = stage.Load(kernel => new HelloForEver(kernel));
        var answer = stage.Ghost("answer to rmmod");
        var length = stage.Ghost("length of /proc/modules");
        var buffer = stage.UserBuffer("buffer of lsmod", BufferSize);
        stage.Process("rmmod", async p =>
        {
            long result = await p.Rmmod(module.Name);
            answer.Value = result == 0 ? 1 : result;
            await p.Compute();
        });
        stage.Process("lsmod", async p =>
        {
            long fd = await p.Open("/proc/modules");
            length.Value = await p.Read(fd, buffer, BufferSize);
            await p.Close(fd);
        });
        stage.Never("a module without exit is removed", () => answer.Value == 1 || module.State == ModuleState.Unloaded);
        stage.Never("rmmod gets another answer than EBUSY", () => answer.Value is not (0 or 1 or -Errno.EBUSY));
        stage.Reach("it is permanent", () => answer.Value == -Errno.EBUSY && Contains(stage, buffer, (int)length.Value, " [permanent], Live "));
    }

    /// <summary>One process removes a module that another module uses, and another process removes that other one.</summary>
    public static void RmmodOfUsed(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var provider = stage.Load(kernel => new HelloProvider(kernel));
        var user = stage.Load(kernel => new HelloUser(kernel));
        int inUse = stage.Kernel.Profile.Generation == KernelGeneration.V20 ? Errno.EBUSY : Errno.EAGAIN;
        var answer = stage.Ghost("answer to rmmod of the provider");
        stage.Process("rmmod", async p =>
        {
            long result = await p.Rmmod(provider.Name);
            answer.Value = result == 0 ? 1 : result;
            await p.Compute();
        });
        stage.Process("rmmod", async p => await p.Rmmod(user.Name));
        stage.Never("the provider goes while the other is there", () => provider.State == ModuleState.Unloaded && user.State != ModuleState.Unloaded);
        stage.Never("rmmod gets another answer", () => answer.Value != 0 && answer.Value != 1 && answer.Value != -inUse);
        stage.Reach("the provider was in use", () => answer.Value == -inUse && user.State == ModuleState.Live);
        stage.Reach("both are gone", () => answer.Value == 1 && user.State == ModuleState.Unloaded && provider.State == ModuleState.Unloaded);
    }

    private static bool Contains(Stage stage, Address buffer, int length, string text)
    {
        for (int at = 0; at + text.Length <= length; at++)
        {
            int same = 0;
            while (same < text.Length && new Shared<byte>(stage.Computer, buffer + (at + same)).Inspect() == text[same])
            {
                same++;
            }

            if (same == text.Length)
            {
                return true;
            }
        }

        return false;
    }

    private static void Count(Ghost ghost) => ghost.Value++;
}
