using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of fortune.c about what readers get.</summary>
public static class FortuneReading
{
    private const int BufferSize = 16;
    private const int LastLength = 4;

    /// <summary>A process reads; another one writes the cookie that ends where the pot ends.</summary>
    public static void LastCookie(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        const int Place = FortuneModule.MaxCookieLength - LastLength;
        var written = FortuneWriting.Writer(stage, "echo", "abc\n", () => module.StartFrom(Place, Place));
        var reader = new Reader(stage, "cat");
        stage.Process("cat", async p => await reader.Read(p), before: reader.Open);
        stage.Reach("the cookie was written and read", () => written.Value == LastLength && reader.Has("abc\n"));
    }

    /// <summary>Two processes read once each; there are two cookies.</summary>
    public static void TwoReaders(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var cookies = stage.UserText("cookies", "a\nb\n");
        var first = new Reader(stage, "cat");
        var second = new Reader(stage, "head");
        stage.Process(
            "cat",
            async p => await first.Read(p),
            before: async p =>
            {
                long fd = await p.Open(FortuneScenarios.Path, OpenFlags.WriteOnly);
                await p.Write(fd, cookies, 2);
                await p.Write(fd, cookies + 2, 2);
                await p.Close(fd);
                await first.Open(p);
            });
        stage.Process("head", async p => await second.Read(p), before: second.Open);
        stage.Never(
            "two readers get the same cookie while there is another one",
            () => (first.Has("a\n") && second.Has("a\n")) || (first.Has("b\n") && second.Has("b\n")),
            "text-twice");
        stage.Reach("each got a cookie of its own", () => (first.Has("a\n") && second.Has("b\n")) || (first.Has("b\n") && second.Has("a\n")));
    }

    /// <summary>A process reads from the empty pot, writes a cookie, and reads again.</summary>
    public static void EmptyPot(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var cookie = stage.UserText("cookie", "ab\n");
        var before = new Reader(stage, "the first");
        var after = new Reader(stage, "the second");
        var fd = stage.Ghost("descriptor");
        stage.Process(
            "sh",
            async p =>
            {
                await before.Read(p);
                await p.Write(fd.Value, cookie, 3);
                await after.Read(p);
            },
            before: async p =>
            {
                fd.Value = await p.Open(FortuneScenarios.Path, OpenFlags.WriteOnly);
                await before.Open(p);
                await after.Open(p);
            });
        stage.Never("a reader gets a cookie without its beginning", () => after.Has("b\n"), "text-fragment");
        stage.Reach("the second read is back", () => after.IsBack);
    }

    /// <summary>A process reads the cookie that takes all of the pot.</summary>
    public static void LongestCookie(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        const int Length = FortuneModule.MaxCookieLength;
        var cookie = stage.UserText("cookie", new string('x', Length - 1) + "\n");
        var buffer = stage.UserBuffer("buffer", Length);
        var fd = stage.Ghost("descriptor");
        var got = stage.Ghost("got");
        stage.Process(
            "cat",
            async p => got.Value = await p.Read(fd.Value, buffer, Length),
            before: async p =>
            {
                long own = await p.Open(FortuneScenarios.Path, OpenFlags.WriteOnly);
                await p.Write(own, cookie, Length);
                await p.Close(own);
                fd.Value = await p.Open(FortuneScenarios.Path);
            });
        stage.Reach("the whole cookie was read", () => got.Value == Length);
    }

    /// <summary>A process reads a cookie in two pieces, and then on to the end.</summary>
    public static void TwoPieces(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var cookie = stage.UserText("cookie", "abcd\n");
        var buffer = stage.UserBuffer("buffer", BufferSize);
        var fd = stage.Ghost("descriptor");
        var got = stage.Ghost("bytes");
        var ended = stage.Ghost("end of file");
        stage.Process(
            "dd",
            async p =>
            {
                got.Value += await p.Read(fd.Value, buffer, 2);
                long more = await p.Read(fd.Value, buffer, BufferSize);
                got.Value += more;
                ended.Value = more == 0 ? 1 : 0;
            },
            before: async p =>
            {
                long own = await p.Open(FortuneScenarios.Path, OpenFlags.WriteOnly);
                await p.Write(own, cookie, 5);
                await p.Close(own);
                fd.Value = await p.Open(FortuneScenarios.Path);
            });
        stage.Never("the file ends before its text has been read", () => ended.Value == 1 && got.Value < 5, "text-lost");
        stage.Reach("the reader came to the end of what it got", () => ended.Value == 1 || got.Value == 5);
    }

    /// <summary>A process writes a cookie without a line end, and reads it.</summary>
    public static void NoLineEnd(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var cookie = stage.UserText("cookie", "abc");
        var reader = new Reader(stage, "sh");
        var fd = stage.Ghost("descriptor");
        stage.Process(
            "sh",
            async p =>
            {
                await p.Write(fd.Value, cookie, 3);
                await reader.Read(p);
            },
            before: async p =>
            {
                fd.Value = await p.Open(FortuneScenarios.Path, OpenFlags.WriteOnly);
                await reader.Open(p);
            });
        stage.Never("a reader gets a cookie without its end", () => reader.Has("ab\n"), "text-cut");
        stage.Reach("the read is back", () => reader.IsBack);
    }

    /// <summary>One read of a file that was opened before the race, and what it gave.</summary>
    internal sealed class Reader
    {
        private readonly Stage _stage;
        private readonly Address _buffer;
        private readonly Ghost _descriptor;
        private readonly Ghost _got;

        internal Reader(Stage stage, string name)
        {
            _stage = stage;
            _buffer = stage.UserBuffer($"buffer of {name}", BufferSize);
            _descriptor = stage.Ghost($"file of {name}");
            _got = stage.Ghost($"bytes of {name}, +1");
        }

        /// <summary>Whether the read has come back.</summary>
        internal bool IsBack => _got.Value != 0;

        internal async KTask Open(UserProcess process)
        {
            var descriptor = _descriptor;
            descriptor.Value = await process.Open(FortuneScenarios.Path);
        }

        internal async KTask Read(UserProcess process)
        {
            var got = _got;
            got.Value = 1 + await process.Read(_descriptor.Value, _buffer, BufferSize);
        }

        /// <summary>Whether this text is what was read.</summary>
        internal bool Has(string text)
        {
            if (_got.Value != text.Length + 1)
            {
                return false;
            }

            for (int i = 0; i < text.Length; i++)
            {
                if (new Shared<byte>(_stage.Computer, _buffer + i).Inspect() != text[i])
                {
                    return false;
                }
            }

            return true;
        }
    }
}
