using System.CommandLine;
using System.CommandLine.Parsing;

namespace Smp.Cli;

/// <summary>What is wrong with a command line, in one line.</summary>
internal static class ParseErrors
{
    /// <summary>The error; null if there is none.</summary>
    internal static string? Line(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        bool isRoot = command is RootCommand;
        if (OptionLike(parse) is { } option)
        {
            var options = command.Options.Concat(parse.RootCommandResult.Command.Options.Where(o => o.Recursive)).Select(o => o.Name);
            return $"{(isRoot ? "there is" : $"{command.Name} has")} no option '{option}'{Nearest.Suggest(option, options)}";
        }

        if (parse.UnmatchedTokens is [var token, ..])
        {
            return isRoot
                ? $"there is no command '{token}'{Nearest.Suggest(token, command.Subcommands.Select(c => c.Name))}"
                : $"{command.Name}: unexpected argument '{token}'";
        }

        return parse.Errors.Count == 0 ? null : $"{parse.Errors[0].Message.TrimEnd('.')}; see smp {(isRoot ? "" : command.Name + " ")}--help";
    }

    /// <summary>
    /// A misspelt option. A command that takes arguments has taken it for one, but none of its arguments begins so.
    /// </summary>
    private static string? OptionLike(ParseResult parse)
        => parse.UnmatchedTokens
            .Concat(parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value))
            .FirstOrDefault(token => token.StartsWith('-'));
}
