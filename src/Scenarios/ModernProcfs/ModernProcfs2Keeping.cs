using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of the modern procfs2.c about what it keeps of the texts that are written.</summary>
public static class ModernProcfs2Keeping
{
    private const string Path = ModernProcfs2Scenarios.Path;
    private const int Max = ModernProcfs2.ProcfsMaxSize;

    /// <summary>A process writes as much as there is room for.</summary>
    public static void FullWrite(Stage stage, IStoredText module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var done = ModernProcfs2Writing.Writer(stage, "dd", stage.UserText("full", new string('x', Max)), Max);
        stage.Never("a text that fits is kept without its first byte", () => done.Value == Max && module.StoredAt(0) != 'x', "first-byte-wiped");
        stage.Reach("as much as fits was written", () => done.Value == Max);
    }

    /// <summary>A process writes from memory that it does not have: nothing may come of it.</summary>
    public static void FailedWrite(Stage stage, IStoredText module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var before = stage.UserText("before", "ab");
        var failed = stage.Ghost("result");
        stage.Process(
            "sh",
            async p =>
            {
                failed.Value = await p.Write(await p.Open(Path, OpenFlags.WriteOnly), Address.Null, 4);
                await p.Compute("goes on");
            },
            before: p => Write(p, before, 2));
        stage.Never(
            "a write that failed has changed what is kept",
            () => failed.Value < 0 && (module.StoredSize != 2 || module.StoredAt(0) != 'a' || module.StoredAt(1) != 'b'),
            "changed-by-failure");
        stage.Reach("the write failed with EFAULT", () => failed.Value == -Errno.EFAULT);
    }

    /// <summary>Two processes write texts of one length: one of the two is kept.</summary>
    public static void TwoTexts(Stage stage, IStoredText module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var first = ModernProcfs2Writing.Writer(stage, "sh", stage.UserText("first", "aaaa"), 4);
        var second = ModernProcfs2Writing.Writer(stage, "tee", stage.UserText("second", "bbbb"), 4);
        stage.Never(
            "a mixture of two texts is kept",
            () => first.Value > 0 && second.Value > 0 && !(Keeps(module, 'a') || Keeps(module, 'b')),
            "torn-text");
        stage.Reach("both wrote", () => first.Value == 4 && second.Value == 4);
    }

    /// <summary>A process reads what was written before.</summary>
    public static void ReadBack(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var history = new TextHistory(stage, "ab", text => text);
        var text = stage.UserText("text", "ab");
        var buffer = stage.UserBuffer("buffer", 32);
        var got = stage.Ghost("bytes");
        stage.Process(
            "cat",
            async p =>
            {
                long fd = await p.Open(Path);
                long began = history.BeginRead();
                got.Value = await p.Read(fd, buffer, 32);
                history.EndRead(began, buffer, got.Value);
                await p.Close(fd);
            },
            before: p => Write(p, text, 2));
        stage.Reach("the text was read", () => got.Value >= 2);
    }

    /// <summary>A process writes a text in two pieces, as programs with a buffer of their own do.</summary>
    public static void TwoPieces(Stage stage, IStoredText module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var text = stage.UserText("text", "abcd");
        var done = stage.Ghost("pieces");
        stage.Process("cp", async p =>
        {
            long fd = await p.Open(Path, OpenFlags.WriteOnly);
            done.Value += await p.Write(fd, text, 2) == 2 ? 1 : 0;
            done.Value += await p.Write(fd, text + 2, 2) == 2 ? 1 : 0;
            await p.Close(fd);
        });
        stage.Never(
            "of a text that was written in two pieces the second is kept alone",
            () => done.Value == 2 && !(module.StoredSize == 4 && module.StoredAt(0) == 'a' && module.StoredAt(2) == 'c'),
            "chunk-lost");
        stage.Reach("both pieces were written", () => done.Value == 2);
    }

    private static bool Keeps(IStoredText module, char c)
    {
        for (int i = 0; i < 4; i++)
        {
            if (module.StoredAt(i) != c)
            {
                return false;
            }
        }

        return true;
    }

    private static async KTask Write(UserProcess process, Address text, int length)
    {
        long fd = await process.Open(Path, OpenFlags.WriteOnly);
        await process.Write(fd, text, length);
        await process.Close(fd);
    }
}
