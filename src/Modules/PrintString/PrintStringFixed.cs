using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Smp.Modules.PrintString"/>: the same lines on the same terminal, whole, and on none that is not there any more.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back.
/// </remarks>
public class PrintStringFixed : PrintStringModule
{
    private const string WholeInserted = Inserted + EndOfLine;
    private const string WholeRemoved = Removed + EndOfLine;

    private readonly Address _inserted;
    private readonly Address _removed;

    /// <summary>The module, not loaded yet.</summary>
    public PrintStringFixed(LinuxKernel kernel)
        : base(kernel)
    {
        _inserted = StringConstant("text of insertion", WholeInserted);
        _removed = StringConstant("text of removal", WholeRemoved);
    }

    /// <summary>Every access stands in a call: each stays what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        await Print(_inserted, WholeInserted.Length);
        return 0;
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => Print(_removed, WholeRemoved.Length);

    /// <summary>
    /// Fix of PST-1: the terminal with a reference; NULL for none. Before 6.8 there is no other than to have it open, as any process
    /// would: /dev/tty.
    /// </summary>
    protected virtual KTask<TtyStruct> TakeTty()
        => Generation == KernelGeneration.V68 ? GetCurrentTty(function: PrintString) : OpenTty("/dev/tty", function: PrintString);

    /// <summary>Gives back what <see cref="TakeTty"/> took.</summary>
    protected virtual KTask PutTty(TtyStruct tty)
        => Generation == KernelGeneration.V68 ? TtyKrefPut(tty, function: PrintString) : CloseTty(tty, function: PrintString);

    /// <summary>Fix of PST-2: the line and its end in one call, under the lock of those who write on the terminal.</summary>
    protected virtual async KTask WriteLine(TtyStruct tty, Address line, int length)
    {
        await tty.WriteLock.Down(function: PrintString);
        await WriteAll(tty, line, length);
        await tty.WriteLock.Up(function: PrintString);
    }

    /// <summary>Fix of PST-3: what the driver did not take is given to it again when there is room.</summary>
    protected virtual async KTask WriteAll(TtyStruct tty, Address text, int length)
    {
        int done = await DriverWrite(tty, text, length, function: PrintString);
        while (done < length && await TtyWaitUntilSent(tty, function: PrintString) == 0)
        {
            done += await DriverWrite(tty, text + done, length - done, function: PrintString);
        }
    }

    private async KTask Print(Address line, int length)
    {
        var tty = await TakeTty();
        if (!tty.IsNull)
        {
            await WriteLine(tty, line, length);
            await PutTty(tty);
        }
    }
}
