using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="RandReader"/>: each fix stands in a method of its own.</summary>
public class RandReaderFixed : RandReader
{
    /// <summary>The program of a process, when it begins.</summary>
    /// <param name="process">The process.</param>
    /// <param name="pid">argv[1]: the process whose numbers it reads.</param>
    /// <param name="stack">Its arrays.</param>
    /// <param name="notes">Where it is noted what it has done.</param>
    /// <param name="rounds">How often it reads.</param>
    public RandReaderFixed(UserProcess process, int pid, RandReaderStack stack, RandReaderNotes notes, int rounds)
        : base(process, pid, stack, notes, rounds)
    {
    }

    /// <summary>Fix of RND-4: a handler only sets a flag; the loop does the rest.</summary>
    public override async KTask SigintHandler(int signal)
    {
        NoteHandled();
        await Library.Store(Interrupted, 1);
    }

    /// <summary>Fix of RND-2: the name is written as a whole, from the beginning, and begins at the root.</summary>
    protected override KTask MakeName() => Library.Snprintf(RandFilename, NameLength, $"/proc/{Pid}/rand");

    /// <inheritdoc/>
    protected override async KTask<bool> MustEnd(Address randFile) => !IsOpen(randFile) || await IsInterrupted();

    /// <summary>Fix of RND-3: a file that could not be opened is not read.</summary>
    protected virtual bool IsOpen(Address randFile) => !randFile.IsNull;

    /// <summary>The other half of the fix of RND-4: the flag is looked at once a round.</summary>
    protected virtual async KTask<bool> IsInterrupted() => await Library.Load(Interrupted) != 0;

    /// <summary>Fix of RND-5: a read that gave no number gives nothing to print.</summary>
    protected override bool IsNumber(int read) => read == 1;
}
