using System.Globalization;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The program that reads /proc/PID/rand five times a second and prints each number, until CTRL-C. Here it is content
/// with a few rounds.
/// </summary>
/// <remarks>
/// As the document has it, but for two semicolons without which it does not compile. What it prints beside the number
/// (the time) is left out: nothing depends on it.
/// </remarks>
public class RandReader
{
    /// <summary>SIGINT: CTRL-C.</summary>
    public const int SigInt = 2;

    /// <summary>char rand_filename[50].</summary>
    protected const int NameLength = 50;

    private const int TextLength = 21;
    private readonly RandReaderStack _stack;
    private readonly RandReaderNotes _notes;
    private readonly int _rounds;

    /// <summary>The program of a process, when it begins.</summary>
    /// <param name="process">The process.</param>
    /// <param name="pid">argv[1]: the process whose numbers it reads.</param>
    /// <param name="stack">Its arrays.</param>
    /// <param name="notes">Where it is noted what it has done.</param>
    /// <param name="rounds">How often it reads.</param>
    public RandReader(UserProcess process, int pid, RandReaderStack stack, RandReaderNotes notes, int rounds)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(stack);
        ArgumentNullException.ThrowIfNull(notes);
        Process = process;
        Pid = pid.ToString(CultureInfo.InvariantCulture);
        Library = new StandardIo(process, stack.Streams, SigintHandler);
        _stack = stack;
        _notes = notes;
        _rounds = rounds;
    }

    /// <summary>char *pid.</summary>
    protected string Pid { get; }

    /// <summary>The process it is the program of.</summary>
    protected UserProcess Process { get; }

    /// <summary>Its C library.</summary>
    protected StandardIo Library { get; }

    /// <summary>char rand_filename[50].</summary>
    protected Address RandFilename => _stack.Filename;

    /// <summary>A variable of its own that a corrected handler sets: volatile sig_atomic_t.</summary>
    protected Address Interrupted => _stack.Interrupted;

    /// <summary>main.</summary>
    public async KTask Main()
    {
        await MakeName();
        var randFile = await Library.Fopen(RandFilename);
        if (randFile.IsNull)
        {
            await Library.Printf("Error: could not open rand file: ", RandFilename);
        }

        for (int round = 0; round < _rounds; round++)
        {
            if (await MustEnd(randFile))
            {
                break;
            }

            await Library.Store(_stack.Buffer + TextLength, 0);
            int read = await Library.Fread(_stack.Buffer, TextLength, randFile);
            _notes.NoteRead(read);
            if (!IsNumber(read))
            {
                break;
            }

            await Library.Printf("rand:", _stack.Buffer);
            _notes.NotePrint(read);
            await Library.Fclose(randFile);
            await Library.Usleep();
            randFile = await Library.Fopen(RandFilename);
        }

        await Library.Exit(0);
    }

    /// <summary>sigint_handler.</summary>
    public virtual async KTask SigintHandler(int signal)
    {
        _notes.NoteHandled();
        await Library.Printf("Ending because of CTRL-C, flushing stdout\n");
        await Library.Fflush();
        await Process.Close(1);
        await Library.Exit(0);
    }

    /// <summary>Puts the name of the file together.</summary>
    protected virtual async KTask MakeName()
    {
        await Library.Strcat(RandFilename, "proc/");
        await Library.Strcat(RandFilename, Pid);
        await Library.Strcat(RandFilename, "/rand");
    }

    /// <summary>What it does about a file that could not be opened, and about CTRL-C: nothing.</summary>
    protected virtual KTask<bool> MustEnd(Address randFile) => new(false);

    /// <summary>What it does about the result of fread: nothing.</summary>
    protected virtual bool IsNumber(int read) => true;

    /// <summary>Notes that the handler has run, for one that does nothing else worth noting.</summary>
    protected void NoteHandled() => _notes.NoteHandled();
}

/// <summary>The arrays of the program, in its memory.</summary>
public sealed class RandReaderStack
{
    private const int NameLength = 50;
    private const int BufferLength = 22;

    /// <summary>While the stage is being built.</summary>
    /// <param name="computer">The computer.</param>
    /// <param name="rounds">How often the program reads.</param>
    /// <param name="holdsZeros">
    /// Whether there happen to be zeros where the arrays lie, as on the part of a stack that nobody has used. Nobody has
    /// promised that.
    /// </param>
    public RandReaderStack(Computer computer, int rounds, bool holdsZeros)
    {
        ArgumentNullException.ThrowIfNull(computer);
        var shadow = holdsZeros ? Shadow.Live : Shadow.Uninitialised;
        Streams = new StandardIoMemory(computer, "rand", rounds + 1);
        Filename = computer.Memory.Allocate(NameLength, "rand_filename", RegionKind.User, "rand", shadow);
        Buffer = computer.Memory.Allocate(BufferLength, "rand_buf", RegionKind.User, "rand", shadow);
        Interrupted = computer.Memory.Allocate(8, "interrupted", RegionKind.User, "rand");
    }

    internal StandardIoMemory Streams { get; }

    internal Address Filename { get; }

    internal Address Buffer { get; }

    internal Address Interrupted { get; }
}

/// <summary>What the program has done, for the clauses of a scenario.</summary>
public sealed class RandReaderNotes
{
    private readonly Ghost _printed;
    private readonly Ghost _failed;
    private readonly Ghost _old;
    private readonly Ghost _handled;

    /// <summary>While the stage is being built; <paramref name="ghost"/> makes a ghost with a name.</summary>
    public RandReaderNotes(Func<string, Ghost> ghost)
    {
        ArgumentNullException.ThrowIfNull(ghost);
        _printed = ghost("printed");
        _failed = ghost("failed");
        _old = ghost("old");
        _handled = ghost("handled");
    }

    /// <summary>Numbers printed.</summary>
    public long Printed => _printed.Value;

    /// <summary>Reads that did not give one.</summary>
    public long Failed => _failed.Value;

    /// <summary>Numbers printed after a read that gave none.</summary>
    public long Old => _old.Value;

    /// <summary>Whether the handler of CTRL-C was entered.</summary>
    public bool Handled => _handled.Value != 0;

    internal void NoteRead(int result) => Add(_failed, result == 0 ? 1 : 0);

    internal void NotePrint(int result)
    {
        Add(_printed, 1);
        Add(_old, result == 0 ? 1 : 0);
    }

    internal void NoteHandled() => Add(_handled, 1);

    private static void Add(Ghost ghost, long count) => ghost.Value += count;
}
