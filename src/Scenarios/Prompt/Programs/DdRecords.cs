using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>What dd(1) has copied: blocks that were whole and blocks that were not, in and out.</summary>
/// <param name="Size">Bytes of a block.</param>
internal readonly record struct DdRecords(int Size)
{
    private long WholeIn { get; init; }

    private long PartialIn { get; init; }

    private long WholeOut { get; init; }

    private long PartialOut { get; init; }

    private long Bytes { get; init; }

    /// <summary>A read has brought something.</summary>
    internal DdRecords In(long count) => count == Size ? this with { WholeIn = WholeIn + 1 } : this with { PartialIn = PartialIn + 1 };

    /// <summary>A write has taken something.</summary>
    internal DdRecords Out(long count)
    {
        var with = this with { Bytes = Bytes + count };
        return count == Size ? with with { WholeOut = WholeOut + 1 } : with with { PartialOut = PartialOut + 1 };
    }

    /// <summary>print_stats.</summary>
    internal async KTask Print(ShellProcess process)
    {
        await process.ErrorLine(string.Create(CultureInfo.InvariantCulture, $"{WholeIn}+{PartialIn} records in"));
        await process.ErrorLine(string.Create(CultureInfo.InvariantCulture, $"{WholeOut}+{PartialOut} records out"));
        if (process.IsModern())
        {
            await process.ErrorLine(string.Create(CultureInfo.InvariantCulture, $"{Bytes} byte{(Bytes == 1 ? "" : "s")} copied, 0 s, Infinity B/s"));
        }
    }
}
