using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>Makes the program of a process, when it begins: as it is, or corrected.</summary>
/// <param name="process">The process.</param>
/// <param name="pid">The process whose numbers it reads.</param>
/// <param name="stack">Its arrays.</param>
/// <param name="notes">Where it notes what it has done.</param>
/// <param name="rounds">How often it reads.</param>
public delegate RandReader MakeRandReader(UserProcess process, int pid, RandReaderStack stack, RandReaderNotes notes, int rounds);

/// <summary>Stages of /proc/PID/rand: the process it is about, and who reads it. The kernel's part is loaded already.</summary>
public static class RandStages
{
    private const int Rounds = 2;
    private const int Length = 22;

    /// <summary>The control: the process ends while another one opens and reads its file.</summary>
    public static void TargetEndsWhileRead(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var target = stage.Process("target", async p => await p.Compute("works"));
        var gotNumber = stage.Ghost("got a number");
        var refused = stage.Ghost("refused");
        var gone = stage.Ghost("gone between open and read");
        var done = stage.Ghost("done");
        var buffer = stage.UserBuffer("buffer", Length);
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(PathOf(target));
            refused.Value = fd == -Errno.ENOENT ? 1 : 0;
            if (fd >= 0)
            {
                long got = await p.Read(fd, buffer, Length);
                gone.Value = got == -Errno.ESRCH ? 1 : 0;
                gotNumber.Value = got == Length ? 1 : 0;
                await p.Close(fd);
            }

            done.Value = 1;
        });
        stage.Never("the reader is done and still holds the process", () => done.Value == 1 && stage.Kernel.ProcPidFiles.ReferencesTo(target.Task) != 0);
        stage.Reach("a number was read", () => gotNumber.Value != 0);
        stage.Reach("the process had gone before the open", () => refused.Value != 0);
        stage.Reach("the process had gone between open and read", () => gone.Value != 0);
        stage.Reach("both are done", () => done.Value == 1 && stage.Kernel.ProcPidFiles.IsGone(target.Task));
    }

    /// <summary>A process reads the number of one that is there.</summary>
    public static void OneNumber(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var target = Sleeper(stage);
        var buffer = stage.UserBuffer("buffer", Length);
        var got = stage.Ghost("got");
        stage.Process("cat", async p =>
        {
            long fd = await p.Open(PathOf(target));
            got.Value = await p.Read(fd, buffer, Length);
            await p.Close(fd);
        });
        stage.Reach("a number was read", () => got.Value == Length);
    }

    /// <summary>The program runs once on a stack that nobody has written.</summary>
    public static void Strings(Stage stage, MakeRandReader make)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var notes = Reader(stage, make, Sleeper(stage), rounds: 1, holdsZeros: false).Notes;
        stage.Reach("a number was printed", () => notes.Printed == 1);
    }

    /// <summary>The process that the program asks about ends at any moment of its two rounds.</summary>
    public static void TargetEnds(Stage stage, MakeRandReader make)
    {
        var (target, notes) = TwoRounds(stage, make);
        stage.Reach("the process ended before the second number", () => notes.Printed == 1 && stage.Kernel.ProcPidFiles.IsGone(target.Task));
    }

    /// <summary>The same, and each number that is printed must be one that has just been read.</summary>
    public static void TargetEndsAndNumbersAreLookedAt(Stage stage, MakeRandReader make)
    {
        var (_, notes) = TwoRounds(stage, make);
        stage.Never("a number that was read before is printed as a new one", () => notes.Old != 0 && notes.Printed == Rounds, "old-text");
        stage.Reach("a read gave no number", () => notes.Failed != 0);
    }

    private static (UserProcess Target, RandReaderNotes Notes) TwoRounds(Stage stage, MakeRandReader make)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var target = stage.Process("target", async p => await p.Compute("works"));
        var notes = Reader(stage, make, target, Rounds, holdsZeros: true).Notes;
        stage.Reach("both numbers were printed", () => notes.Printed - notes.Old == Rounds);
        return (target, notes);
    }

    /// <summary>The program gets CTRL-C at any moment of its one round.</summary>
    public static void ControlC(Stage stage, MakeRandReader make)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var (reader, notes) = Reader(stage, make, Sleeper(stage), rounds: 1, holdsZeros: true);
        reader.Catches(RandReader.SigInt);
        stage.Process("kill", async p => await p.Kill(reader.Pid, RandReader.SigInt));
        stage.Reach("the handler ran", () => notes.Handled);
        stage.Reach("a number was printed", () => notes.Printed == 1);
    }

    private static string PathOf(UserProcess target) => $"/proc/{target.Pid}/rand";

    /// <summary>A process that is there as long as anybody asks.</summary>
    private static UserProcess Sleeper(Stage stage) => stage.SleepingProcess("target");

    private static (UserProcess Process, RandReaderNotes Notes) Reader(Stage stage, MakeRandReader make, UserProcess target, int rounds, bool holdsZeros)
    {
        var stack = new RandReaderStack(stage.Computer, rounds, holdsZeros);
        var notes = new RandReaderNotes(stage.Ghost);
        var process = stage.Process("rand", p => make(p, target.Pid, stack, notes, rounds).Main());
        return (process, notes);
    }
}
