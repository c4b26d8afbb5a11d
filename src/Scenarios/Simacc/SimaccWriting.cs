using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Stages of simacc.c about what is made of what was written.</summary>
public static class SimaccWriting
{
    private const int BufferSize = 32;

    /// <summary>A process writes exactly MAX_INPUT_SIZE bytes.</summary>
    public static void FullBuffer(Stage stage) => OneWriter(stage, new string(' ', SimaccModule.MaxInputSize));

    /// <summary>A process writes more than MAX_INPUT_SIZE bytes.</summary>
    public static void MoreThanTheBuffer(Stage stage) => OneWriter(stage, new string(' ', SimaccModule.MaxInputSize + 64));

    /// <summary>A process writes a number whose text does not fit result where a long has eight bytes.</summary>
    public static void LargeNumber(Stage stage) => OneWriter(stage, new string('9', 16) + " ");

    /// <summary>Two processes write; when both are done the sum must be that of one of them.</summary>
    public static void TwoWriters(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var sum = new ReadSum(stage);
        var done = stage.Ghost("writers done");
        Writer("echo", "1 2");
        Writer("tee", "4 1");
        stage.Never("the sum is of numbers that nobody wrote together", () => sum.IsBack && !sum.Is("3\n") && !sum.Is("5\n"), "mixed-input");
        stage.Reach("a sum was read", () => sum.IsBack);

        void Writer(string command, string numbers)
        {
            var text = stage.UserText($"numbers of {command}", numbers);
            var fd = stage.Ghost($"descriptor of {command}");
            stage.Process(
                command,
                async p =>
                {
                    await p.Write(fd.Value, text, numbers.Length);
                    done.Value++;
                    if (done.Value == 2)
                    {
                        await sum.Read(p);
                    }
                },
                before: async p => fd.Value = await p.Open(SimaccScenarios.Path, OpenFlags.WriteOnly));
        }
    }

    /// <summary>A process fills the buffer to the last byte, and the last byte is a digit; then it reads the sum.</summary>
    public static void NumberAtTheEnd(Stage stage)
        => AllOfIt(stage, "15".PadLeft(SimaccModule.MaxInputSize), "15\n", "the last number is not in the sum", "number-ignored");

    /// <summary>A process writes more than a call takes, as the C library does: the rest in a second call; then it reads the sum.</summary>
    public static void TwoCalls(Stage stage)
        => AllOfIt(stage, "1 ".PadLeft(SimaccModule.MaxInputSize) + "2 ", "3\n", "the sum is that of the last call and not of all that was written", "sum-replaced");

    private static void OneWriter(Stage stage, string numbers)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var text = stage.UserText("numbers", numbers);
        var fd = stage.Ghost("descriptor");
        var done = stage.Ghost("done");
        stage.Process(
            "echo",
            async p =>
            {
                await p.Write(fd.Value, text, numbers.Length);
                done.Value = 1;
            },
            before: async p => fd.Value = await p.Open(SimaccScenarios.Path, OpenFlags.WriteOnly));
        stage.Reach("the write came back", () => done.Value == 1);
    }

    private static void AllOfIt(Stage stage, string numbers, string expected, string what, string kind)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var text = stage.UserText("numbers", numbers);
        var fd = stage.Ghost("descriptor");
        var taken = stage.Ghost("bytes taken");
        var told = stage.Ghost("the last answer");
        var sum = new ReadSum(stage);
        stage.Process(
            "sh",
            async p =>
            {
                do
                {
                    told.Value = await p.Write(fd.Value, text + (int)taken.Value, numbers.Length - taken.Value);
                    taken.Value += Math.Max(told.Value, 0);
                }
                while (told.Value > 0 && taken.Value < numbers.Length);
                await sum.Read(p);
            },
            before: async p => fd.Value = await p.Open(SimaccScenarios.Path, OpenFlags.WriteOnly));
        stage.Never(what, () => taken.Value == numbers.Length && sum.IsBack && !sum.Is(expected), kind);
        stage.Reach("the writer has its answer, and the sum", () => told.Value != 0 && sum.IsBack);
    }

    /// <summary>The sum as somebody has read it, from a file opened for that.</summary>
    internal sealed class ReadSum
    {
        private readonly Stage _stage;
        private readonly Address _buffer;
        private readonly Ghost _got;

        internal ReadSum(Stage stage)
        {
            _stage = stage;
            _buffer = stage.UserBuffer("sum", BufferSize);
            _got = stage.Ghost("bytes of the sum, +1");
        }

        /// <summary>Whether the read has come back.</summary>
        internal bool IsBack => _got.Value != 0;

        internal async KTask Read(UserProcess process)
        {
            long fd = await process.Open(SimaccScenarios.Path);
            var got = _got;
            got.Value = 1 + await process.Read(fd, _buffer, BufferSize);
        }

        /// <summary>Whether this text is what was read.</summary>
        internal bool Is(string text)
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
