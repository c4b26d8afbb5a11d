using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of the modern procfs3.c about inserting and removing the module.</summary>
public static class ModernProcfs3Removal
{
    private const string Path = ModernProcfs3Scenarios.Path;
    private const string Owner = "procfs3_of_others";

    /// <summary>A process opens the file and closes it, while the module is being removed.</summary>
    public static void OpenerAndRmmod(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var used = stage.Ghost("used");
        var removed = stage.Ghost("removed");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(Path);
            if (fd >= 0)
            {
                used.Value = 1;
                await p.Close(fd);
            }
        });
        Rmmod(stage, removed);
        stage.Reach("the file was used, and the module removed", () => used.Value == 1 && removed.Value == 1);
    }

    /// <summary>A process closes the file that it has open, while the module is being removed.</summary>
    public static void CloserAndRmmod(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var fd = stage.Ghost("descriptor");
        var closed = stage.Ghost("closed");
        var removed = stage.Ghost("removed");
        stage.Process(
            "cat",
            async p =>
            {
                await p.Close(fd.Value);
                closed.Value = 1;
            },
            before: async p => fd.Value = await p.Open(Path));
        Rmmod(stage, removed);
        stage.Reach("the file was closed, and the module removed", () => closed.Value == 1 && removed.Value == 1);
    }

    /// <summary>Another module has a file of the name already; this one cannot be inserted then, and that is all.</summary>
    public static void NameTaken(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var owner = stage.Load(kernel => new ModernProcfs3Fixed(kernel, Owner));
        var inserted = stage.Ghost("insmod");
        var opened = stage.Ghost("open");
        stage.Process("insmod", async p =>
        {
            inserted.Value = await p.Insmod(ModernProcfs3.ModuleName);
            opened.Value = await p.Open(Path);
            await p.Compute("goes on");
        });
        stage.Never(
            "the file of a module that is loaded is gone",
            () => opened.Value == -Errno.ENOENT && owner.State == ModuleState.Live,
            "entry-lost");
        stage.Reach("insmod was refused, and the file is still there", () => inserted.Value == -Errno.ENOMEM && opened.Value >= 0);
    }

    private static void Rmmod(Stage stage, Smp.Machine.Ghost removed)
        => stage.Process("rmmod", async p => removed.Value = await p.Rmmod(ModernProcfs3.ModuleName) == 0 ? 1 : 0);
}
