using System.CommandLine;

namespace Smp.Cli;

/// <summary>A command whose help ends with two examples.</summary>
internal sealed class ToolCommand(string name, string description, params string[] examples) : Command(name, description)
{
    internal IReadOnlyList<string> Examples => examples;
}
