using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>uname(1): which kernel this is.</summary>
internal sealed class Uname() : ShellProgram("uname [-r] [-s]", "says which kernel this is")
{
    /// <summary>What uname -r says of a kernel.</summary>
    internal static string Release(KernelGeneration generation) => generation switch
    {
        KernelGeneration.V20 => "2.0.40",
        KernelGeneration.V68 => "6.8.0",
        _ => "2.6.11",
    };

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "rs", ("kernel-release", 'r'), ("kernel-name", 's'));
        return ProgramCall.Run(process => options.AreWrong ? process.Misused(options) : Main(process, options));
    }

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        string release = Release(process.Computer.Kernel.Profile.Generation);
        await process.Write(options.Has('r') ? (options.Has('s') ? $"Linux {release}\n" : release + "\n") : "Linux\n");
        return 0;
    }
}
