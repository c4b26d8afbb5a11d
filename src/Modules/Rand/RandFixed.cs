using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>The corrected twin of <see cref="Rand"/>.</summary>
public class RandFixed : Rand
{
    /// <summary>The code, not there yet.</summary>
    public RandFixed(LinuxKernel kernel)
        : base(kernel)
    {
    }

    /// <summary>Fix of RND-1: the format says what is passed, an int.</summary>
    protected virtual string Format => "%-21d\n";

    /// <inheritdoc/>
    protected override async KTask RandCount(SeqFile m)
    {
        int number = (int)await GetRandomInt();
        await SeqPrint(m, Format, number);
    }
}
