using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of fortune.c about writing cookies.</summary>
public static class FortuneWriting
{
    private const int LongCookie = 4;

    /// <summary>One process writes a byte more than the empty pot has room for.</summary>
    public static void OneByteMore(Stage stage, FortuneModule module)
        => OneWriter(stage, FortuneModule.MaxCookieLength + 1);

    /// <summary>One process writes two bytes when the index is past the pot's end, as two writers together can bring it there.</summary>
    public static void PastTheEnd(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        OneWriter(stage, 2, () => module.StartFrom(FortuneModule.MaxCookieLength + 84));
    }

    /// <summary>One process writes nothing, and the pot is empty.</summary>
    public static void Nothing(Stage stage, FortuneModule module) => OneWriter(stage, 0);

    /// <summary>Two processes write a cookie; there is room for one of them.</summary>
    public static void RoomForOne(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var first = Writer(stage, "echo", "abc\n", () => module.StartFrom(FortuneModule.MaxCookieLength - LongCookie - 2));
        var second = Writer(stage, "tee", "xyz\n");
        stage.Reach(
            "one cookie was taken and the other refused",
            () => (first.Value == LongCookie && second.Value == -Errno.ENOSPC) || (first.Value == -Errno.ENOSPC && second.Value == LongCookie));
    }

    /// <summary>Two processes write a cookie: what was taken must be in the pot.</summary>
    public static void TwoCookies(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var first = Writer(stage, "echo", "a\n");
        var second = Writer(stage, "tee", "b\n");
        stage.Never(
            "a cookie that was taken is not in the pot", () => first.Value == 2 && second.Value == 2 && !(module.Holds('a') && module.Holds('b')), "text-lost");
        stage.Reach("both cookies were taken", () => first.Value == 2 && second.Value == 2);
    }

    /// <summary>Two processes write a cookie: the index must be where both have moved it.</summary>
    public static void TwoLengths(Stage stage, FortuneModule module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var first = Writer(stage, "echo", "a\n");
        var second = Writer(stage, "tee", "bb\n");
        stage.Never("two cookies were taken and the index has moved by one", () => first.Value == 2 && second.Value == 3 && module.Index != 5, "lost-update");
        stage.Reach("both cookies were taken", () => first.Value == 2 && second.Value == 3);
    }

    /// <summary>A process that writes one cookie in the race: the result of its call; 0 before it is back.</summary>
    internal static Ghost Writer(Stage stage, string command, string cookie, Action? before = null)
    {
        var buffer = stage.UserText($"cookie of {command}", cookie);
        var fd = stage.Ghost($"descriptor of {command}");
        var result = stage.Ghost($"result of {command}");
        stage.Process(
            command,
            async p => result.Value = await p.Write(fd.Value, buffer, cookie.Length),
            before: async p =>
            {
                fd.Value = await p.Open(FortuneScenarios.Path, OpenFlags.WriteOnly);
                before?.Invoke();
            });
        return result;
    }

    private static void OneWriter(Stage stage, int length, Action? before = null)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var buffer = stage.UserBuffer("cookie", Math.Max(length, 1));
        var fd = stage.Ghost("descriptor");
        var done = stage.Ghost("done");
        stage.Process(
            "echo",
            async p =>
            {
                await p.Write(fd.Value, buffer, length);
                done.Value = 1;
            },
            before: async p =>
            {
                fd.Value = await p.Open(FortuneScenarios.Path, OpenFlags.WriteOnly);
                before?.Invoke();
            });
        stage.Reach("the write came back", () => done.Value == 1);
    }
}
