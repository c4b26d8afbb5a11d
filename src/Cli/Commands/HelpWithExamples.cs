using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Smp.Cli;

/// <summary>The usual help, and examples under it.</summary>
internal sealed class HelpWithExamples(HelpAction usual, IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
{
    // A question for help is answered even where the rest of the line is wrong.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in (parseResult.CommandResult.Command as ToolCommand)?.Examples ?? rootExamples)
        {
            output.WriteLine($"  {example}");
        }

        return ExitCodes.Nothing;
    }
}
