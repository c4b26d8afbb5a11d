using Smp.Cli;

namespace Smp.Tests.Cli;

/// <summary>The tool in this process: what it prints, and with which status it ends.</summary>
internal sealed class FakeShell
{
    private readonly StringWriter _out = new() { NewLine = "\n" };
    private readonly StringWriter _error = new() { NewLine = "\n" };

    internal Dictionary<string, string> Variables { get; } = [];

    /// <summary>What stands on standard input.</summary>
    internal string In { get; init; } = "";

    internal int Width { get; init; } = Terminal.DefaultWidth;

    internal string Out => _out.ToString();

    internal string Error => _error.ToString();

    internal int Run(params string[] args)
        => Tool.Run(args, new Shell(new Terminal(_out, width: Width), new Terminal(_error), Variables.GetValueOrDefault) { In = new StringReader(In) });
}
