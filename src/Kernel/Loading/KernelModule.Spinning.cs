using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Loops that wait without sleeping.</summary>
public abstract partial class KernelModule
{
    /// <summary>
    /// cpu_relax(), at the end of a turn of a loop that waits for memory to change:
    /// <c>while (await _ready.Load() == 0) await CpuRelax();</c>. No step. A turn that has changed nothing and would read the
    /// same again is not repeated before somebody writes to what it read; if nobody can, that is a livelock. In any context.
    /// </summary>
    /// <param name="live">
    /// What the variables of the loop hold, as one number, where they change from turn to turn (a number of tries that is
    /// left): only a turn that ends with the same as the one before is the same turn.
    /// </param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="function">Filled in by the compiler.</param>
    protected KTask CpuRelax(long live = 0, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        Kernel.Computer.EndTurn(live, Call(file, line, function));
        return KTask.Completed;
    }
}
