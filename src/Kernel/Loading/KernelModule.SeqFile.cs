using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Files of records (include/linux/seq_file.h).</summary>
public abstract partial class KernelModule
{
    /// <summary>seq_read, for a module's file operations. In the constructor.</summary>
    protected ReadWriteFunction SeqRead => WithSeqFiles().Read;

    /// <summary>seq_lseek, likewise.</summary>
    protected SeekFunction SeqLseek => WithSeqFiles().Llseek;

    /// <summary>seq_release, likewise.</summary>
    protected OpenFunction SeqRelease => WithSeqFiles().Release;

    /// <summary>single_release, likewise: for a file that single_open opened.</summary>
    protected OpenFunction SingleRelease => WithSeqFiles().SingleRelease;

    /// <summary>A struct seq_operations, of which all four functions must be there. In the constructor.</summary>
    protected SeqOperations SeqOperations(string symbol, SeqStartFunction start, SeqNextFunction next, SeqStopFunction stop, SeqShowFunction show)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(stop);
        ArgumentNullException.ThrowIfNull(show);
        var operations = new SeqOperations(Kernel, Data(symbol, Smp.Kernel.SeqOperations.Size, Smp.Kernel.SeqOperations.Fields));
        var startText = Text(start.Method.Name, start);
        var stopText = Text(stop.Method.Name, stop);
        var nextText = Text(next.Method.Name, next);
        var showText = Text(show.Method.Name, show);
        _initialisers.Add(() => operations.Initialise(startText, stopText, nextText, showText));
        return operations;
    }

    /// <summary>A show function for <see cref="SingleOpen"/>: its address. In the constructor.</summary>
    protected Address SeqShow(SeqShowFunction show)
    {
        ArgumentNullException.ThrowIfNull(show);
        WithSeqFiles();
        return Text(show.Method.Name, show);
    }

    /// <summary>seq_open(file, operations): 0, or -ENOMEM. In task context, not atomic.</summary>
    protected KTask<int> SeqOpen(OpenFile file, SeqOperations operations, [CallerFilePath] string source = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.SeqFiles.Open(file, operations, Call(source, line, function));

    /// <summary>single_open(file, show, data): 0, or -ENOMEM. In task context, not atomic.</summary>
    protected KTask<int> SingleOpen(OpenFile file, Address show, long data = 0, [CallerFilePath] string source = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.SeqFiles.OpenSingle(file, show, data, Call(source, line, function));

    /// <summary>seq_printf(m, format, value) with at most one conversion (%d, %u, %x, with l or L, a width, - or 0): local code. In show.</summary>
    protected void SeqPrintf(SeqFile m, string format, long value = 0)
    {
        ArgumentNullException.ThrowIfNull(format);
        SeqText.Printf(Kernel.Computer.Memory, m, format, value);
    }

    /// <summary>seq_puts(m, text): local code. In show.</summary>
    protected void SeqPuts(SeqFile m, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        SeqText.Puts(Kernel.Computer.Memory, m, text);
    }

    /// <summary>seq_putc(m, c): local code. In show.</summary>
    protected void SeqPutc(SeqFile m, char c) => SeqText.Putc(Kernel.Computer.Memory, m, c);

    /// <summary>ERR_PTR(-errno): what start and next return for an error.</summary>
    protected static Address ErrPtr(int errno) => new(-errno);

    private SeqFiles WithSeqFiles()
    {
        Kernel.SeqFiles.Require();
        return Kernel.SeqFiles;
    }
}
