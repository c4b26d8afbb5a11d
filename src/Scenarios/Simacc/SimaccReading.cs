using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of simacc.c about what readers get.</summary>
public static class SimaccReading
{
    private const int BufferSize = 16;

    /// <summary>A process reads while another one replaces 20 by 15.</summary>
    public static void ReaderAndWriter(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "20", sum => sum + "\n");
        Writer(stage, history);
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var got = stage.Ghost("got");
        stage.Process("cat", async p =>
        {
            long began = history.BeginRead();
            long fd = await p.Open(SimaccScenarios.Path);
            got.Value = await p.Read(fd, buffer, BufferSize);
            history.EndRead(began, buffer, got.Value);
        });
        stage.Reach("a sum was read", () => got.Value == 3);
    }

    /// <summary>A process reads one byte and then the rest, while another one replaces 20 by 15.</summary>
    public static void DigitByDigit(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Writer(stage, history: null);
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var got = stage.Ghost("got");
        var done = stage.Ghost("done");
        stage.Process("dd", async p =>
        {
            long fd = await p.Open(SimaccScenarios.Path);
            got.Value = await p.Read(fd, buffer, 1);
            got.Value += await p.Read(fd, buffer + 1, BufferSize - 1);
            done.Value = 1;
        });
        stage.Never("a file gives the beginning of one sum and the end of another", () => done.Value == 1 && !Is("20\n") && !Is("15\n"), "text-changed");
        stage.Reach("a sum was read", () => done.Value == 1 && got.Value == 3);

        bool Is(string text)
        {
            bool isSame = got.Value == text.Length;
            for (int i = 0; i < text.Length && isSame; i++)
            {
                isSame = new Shared<byte>(stage.Computer, buffer + i).Inspect() == text[i];
            }

            return isSame;
        }
    }

    /// <summary>The module is inserted; a process writes and reads as soon as the file is there.</summary>
    public static void EarlyUse(Stage stage, SimaccModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var history = new TextHistory(stage, "0", sum => sum + "\n");
        int write = history.Write("7");
        var text = stage.UserText("numbers", "7 ");
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var written = stage.Ghost("written");
        var got = stage.Ghost("got, +1");
        stage.Process("insmod", async p => await p.Insmod(module.Name));
        stage.Process("sh", async p =>
        {
            long fd = await p.Open(SimaccScenarios.Path, OpenFlags.WriteOnly);
            if (fd < 0)
            {
                return;
            }

            history.Begin(write);
            written.Value = await p.Write(fd, text, 2);
            if (written.Value < 0)
            {
                return;
            }

            history.End(write);
            long began = history.BeginRead();
            long own = await p.Open(SimaccScenarios.Path);
            got.Value = 1 + await p.Read(own, buffer, BufferSize);
            if (got.Value > 1)
            {
                history.EndRead(began, buffer, got.Value - 1);
            }
        });
        stage.Never("a file that was opened for writing says that it cannot be written", () => written.Value == -Errno.EIO, "wrong-errno");
        stage.Never("a reader finds the file at its end at once", () => got.Value == 1, ReaderText.EofAtOnce);
        stage.Reach("a sum was read", () => got.Value == 3);
    }

    private static void Writer(Stage stage, TextHistory? history)
    {
        var before = stage.UserText("first numbers", "20 ");
        var text = stage.UserText("numbers", "15 ");
        var fd = stage.Ghost("descriptor of echo");
        int write = history?.Write("15") ?? 0;
        stage.Process(
            "echo",
            async p =>
            {
                history?.Begin(write);
                await p.Write(fd.Value, text, 3);
                history?.End(write);
            },
            before: async p =>
            {
                fd.Value = await p.Open(SimaccScenarios.Path, OpenFlags.WriteOnly);
                await p.Write(fd.Value, before, 3);
            });
    }
}
