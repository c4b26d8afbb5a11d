using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>true(1), false(1) and sync(1): programs that do nothing here but end.</summary>
/// <param name="name">Its name.</param>
/// <param name="summary">What it does.</param>
/// <param name="status">Its exit status.</param>
internal sealed class TrueProgram(string name, string summary, int status) : ShellProgram(name, summary)
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments) => ProgramCall.Run(Main);

    private async KTask<int> Main(ShellProcess process)
    {
        await process.Process.Compute(Name);
        return status;
    }
}
