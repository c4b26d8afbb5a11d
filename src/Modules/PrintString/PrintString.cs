using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// print_string.c of the Linux Kernel Module Programming Guide (chapter 10, "Replacing printk"), as printed: a module that greets on
/// the terminal of whoever inserts and removes it.
/// </summary>
/// <remarks>The corrected twin is <see cref="PrintStringFixed"/>. What is wrong with this one: PST-1 to PST-3.</remarks>
public sealed class PrintString : PrintStringModule
{
    private readonly Address _inserted;
    private readonly Address _removed;
    private readonly Address _endOfLine;

    /// <summary>The module, not loaded yet.</summary>
    public PrintString(LinuxKernel kernel)
        : base(kernel)
    {
        _inserted = StringConstant("text of insertion", Inserted);
        _removed = StringConstant("text of removal", Removed);
        _endOfLine = StringConstant("CR LF", EndOfLine);
    }

    /// <summary>Each pointer is loaded where the source says: calls stand between the two times that it loads my_tty->driver.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        await Print(_inserted, Inserted.Length);
        return 0;
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => Print(_removed, Removed.Length);

    private async KTask Print(Address str, int length)
    {
        var myTty = TtyAt(await CurrentTty(function: PrintString));
        if (!myTty.IsNull)
        {
            await DriverWrite(myTty, str, length, function: PrintString);
            await DriverWrite(myTty, _endOfLine, EndOfLine.Length, function: PrintString);
        }
    }
}
