using System.CommandLine;
using System.CommandLine.Invocation;

namespace Smp.Cli;

/// <summary><c>--version</c>: names the commit.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(ToolVersion.Text);
        return ExitCodes.Nothing;
    }
}
