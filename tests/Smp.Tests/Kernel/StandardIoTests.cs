using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Programs in user mode: memory of theirs that nobody has written or that is gone, and locks of theirs.</summary>
public sealed class StandardIoTests
{
    private const int SigUsr1 = 10;

    [Fact]
    public void A_string_that_nobody_has_written_is_found_and_one_that_was_is_not()
    {
        var finding = Explored.MustFind("S26", "uninitialised-read", stage => Program(stage, async (c, array, _) => await c.Strcat(array, "b")));
        Assert.Equal("strcat", Assert.Single(finding.Report.Involved).Function);
        Explored.MustProve("S26", stage => Program(stage, async (c, array, _) =>
        {
            await c.Snprintf(array, 8, "a");
            await c.Strcat(array, "b");
        }));
    }

    [Fact]
    public void A_string_that_is_too_long_is_found_and_snprintf_cuts_it()
    {
        Explored.MustFind("S26", "out-of-bounds", stage => Program(stage, async (c, array, _) => await c.Snprintf(array, 20, "longer than eight")));
        Explored.MustProve("S26", stage => Program(stage, async (c, array, _) => await c.Snprintf(array, 8, "longer than eight")));
    }

    [Fact]
    public void A_stream_that_could_not_be_opened_must_not_be_read()
    {
        var finding = Explored.MustFind("S68p", "bad-address", stage => Program(stage, async (c, array, path) => await c.Fread(array, 1, await c.Fopen(path))));
        Assert.Contains("NULL pointer dereference in fread", finding.Title, StringComparison.Ordinal);
        Explored.MustProve("S68p", stage => Program(stage, async (c, array, path) =>
        {
            var stream = await c.Fopen(path);
            if (!stream.IsNull)
            {
                await c.Fread(array, 1, stream);
            }
        }));
    }

    [Fact]
    public void A_stream_that_is_closed_must_not_be_read()
        => Explored.MustFind("S26", "use-after-free", stage =>
        {
            stage.KernelProcFile("/proc/file", () => "text");
            Program(stage, async (c, array, path) =>
            {
                var stream = await c.Fopen(path);
                await c.Fclose(stream);
                await c.Fread(array, 1, stream);
            });
        });

    [Fact]
    public void A_stream_gives_what_stands_in_the_file()
        => Explored.MustProve("S26", stage =>
        {
            stage.KernelProcFile("/proc/file", () => "text");
            var read = stage.Ghost("read");
            Program(stage, async (c, array, path) =>
            {
                var stream = await c.Fopen(path);
                read.Value = await c.Fread(array, 4, stream) == 1 ? await c.Load(array + 3) : -1;
                await c.Fclose(stream);
            });
            stage.Reach("t was read", () => read.Value == 't');
        });

    [Fact]
    public void A_handler_that_prints_waits_for_the_lock_of_the_printf_it_has_come_into()
    {
        var finding = Explored.MustFind("U0", "deadlock", stage => Interrupted(stage, prints: true), shrink: true);
        Assert.Contains("which it has taken itself", finding.Report.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_handler_that_sets_a_flag_does_not()
        => Explored.MustProve("U0", stage => Interrupted(stage, prints: false));

    private static void Program(Stage stage, Func<StandardIo, Address, Address, KTask> program)
    {
        var memory = new StandardIoMemory(stage.Computer, "program", 1);
        var array = stage.Computer.Memory.Allocate(8, "array", RegionKind.User, "program", Shadow.Uninitialised);
        var path = stage.UserString("path", "/proc/file");
        var done = stage.Ghost("done");
        stage.Process("program", async p =>
        {
            await program(new StandardIo(p, memory), array, path);
            done.Value = 1;
        });
        stage.Reach("it came to its end", () => done.Value == 1);
    }

    private static void Interrupted(Stage stage, bool prints)
    {
        var memory = new StandardIoMemory(stage.Computer, "program", 0);
        var flag = stage.UserBuffer("flag", 8);
        var handled = stage.Ghost("handled");
        var process = stage.Process("program", async p => await new Handling(p, memory, flag, handled, prints).Main());
        process.Catches(SigUsr1);
        stage.Process("kill", async p => await p.Kill(process.Pid, SigUsr1));
        stage.Reach("the handler ran", () => handled.Value == 1);
    }

    private sealed class Handling
    {
        private readonly StandardIo _library;
        private readonly Address _flag;
        private readonly Ghost _handled;
        private readonly bool _prints;

        internal Handling(UserProcess process, StandardIoMemory memory, Address flag, Ghost handled, bool prints)
        {
            _library = new StandardIo(process, memory, Handler);
            _flag = flag;
            _handled = handled;
            _prints = prints;
        }

        internal async KTask Main()
        {
            await _library.Printf("text\n");
            await _library.Usleep();
        }

        private async KTask Handler(int signal)
        {
            var handled = _handled;
            handled.Value = 1;
            if (_prints)
            {
                await _library.Printf("signal\n");
            }
            else
            {
                await _library.Store(_flag, 1);
            }
        }
    }
}
