using System.CommandLine;

namespace Smp.Cli;

/// <summary>
/// Makes options. All of them take their text as it is: it may come from a variable or a file as well, and is read by
/// <see cref="Values"/> wherever it came from.
/// </summary>
internal static class Options
{
    internal static Option<string?> Text(string name, string value, string description, params string[] aliases)
        => new(name, aliases) { HelpName = value, Description = description };

    internal static Option<string[]> Texts(string name, string value, string description)
        => new(name) { HelpName = value, Description = description, Arity = ArgumentArity.OneOrMore };

    internal static Option<bool> Flag(string name, string description, params string[] aliases)
        => new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    internal static Option<string[]> Assembly()
        => Texts("--assembly", "DLL", "A class library with scenarios of its own; may be repeated");

    internal static Option<string?> Watchdog()
        => Text("--watchdog", "SECONDS", "Give up when a step has not ended after so long: a loop without a visible operation; 0 for never [default: 10]");

    internal static Option<string?> Json()
        => Text("--json", "FILE|-", "Write the result as JSON; - for standard output, where nothing else is then written");
}
