using System.Globalization;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Traces;

namespace Smp.Cli;

/// <summary>
/// One game: the player is the scheduler and wins by reaching a finding. Line by line, so that it goes through a pipe as well as
/// from a keyboard.
/// </summary>
internal sealed class PlayGame : IDisposable
{
    private readonly ISubject _subject;
    private readonly string _summary;
    private readonly Terminal _terminal;
    private readonly TextReader _input;
    private readonly PlayHints _hints;
    private readonly PlayedRun _run;

    // Steps of each move, for taking back.
    private readonly Stack<int> _moves = [];
    private int _shown;

    internal PlayGame(ISubject subject, string summary, TimeSpan patience, Terminal terminal, TextReader input)
    {
        _subject = subject;
        _summary = summary;
        _terminal = terminal;
        _input = input;
        _hints = new PlayHints(subject, patience);
        _run = new PlayedRun(subject);
    }

    private PlayPosition Position => _run.Position;

    /// <summary>Plays to a finding or to the end of the input; the exit status.</summary>
    internal int Play()
    {
        _terminal.Line($"{_subject.Scenario} in {_subject.Environment}: {_summary}");
        _terminal.Line("You are the scheduler. Let it fail. ? lists what you can type.");
        Columns(from: 0);
        while (true)
        {
            if (Position.Report is not null)
            {
                return Won();
            }

            Menu();
            if (Ask($"step {_run.Steps + 1}> ") is not { } line || line is "q" or "quit")
            {
                Leave();
                return ExitCodes.Nothing;
            }

            if (Do(line) is { } wrong)
            {
                _terminal.Line(new Piece(wrong, Styles.Unsure));
            }
        }
    }

    public void Dispose() => _run.Dispose();

    /// <summary>Does what was typed; what is wrong with it, or null.</summary>
    private string? Do(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case []:
                return null;
            case ["?"] or ["help"]:
                _terminal.Lines(PlayText.Help);
                return null;
            case ["a"]:
                return GoOn();
            case ["u"]:
                return Undo("1");
            case ["u", var count]:
                return Undo(count);
            case ["h"]:
                Hint();
                return null;
            case ["s"]:
                State();
                return null;
            case ["c"]:
                Columns(from: 0);
                return null;
            case [var who]:
                return Pick(who);
            default:
                return $"'{Given.Printed(line)}' is nothing to do here; ? lists what is";
        }
    }

    private string? Pick(string who)
    {
        var options = Position.Options;
        if (int.TryParse(who, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number >= 1 && number <= options.Count ? Move(options[number - 1], goOn: false)
                : options.Count == 0 ? "nobody can step any more; u goes back"
                : $"there is no {number}: {(options.Count == 1 ? "only 1 can step" : $"1 to {options.Count} can step")}";
        }

        var named = options.Where(o => o.Name == who).DefaultIfEmpty().Concat(options.Where(o => o.Name.StartsWith(who, StringComparison.Ordinal))).OfType<PlayOption>().Distinct().ToList();
        return named switch
        {
            [var one] => Move(one, goOn: false),
            [var exact, ..] when exact.Name == who => Move(exact, goOn: false),
            [_, _, ..] => $"'{Given.Printed(who)}' is the beginning of {string.Join(" and ", named.Select(o => o.Name))}",
            _ when Position.Others.FirstOrDefault(o => o.Agent == who) is { } waiting => StandingText.Of(waiting),
            _ => $"'{Given.Printed(who)}' is nothing to do here; ? lists what is",
        };
    }

    private string? GoOn()
        => _run.Last < 0 ? "a goes on with the agent that stepped last, and none has"
            : Position.Options.FirstOrDefault(o => o.Agent == _run.Last) is not { } option ? "the agent that stepped last cannot go on"
            : Move(option, goOn: true);

    private string? Move(PlayOption option, bool goOn)
    {
        int before = _run.Steps;
        PlayOption? next = option;
        do
        {
            _run.Step(next, Value);
            next = Position.Options.FirstOrDefault(o => o.Agent == option.Agent);
        }
        while (goOn && next is { IsOwnBusiness: true, AsksFor: 0 });

        _moves.Push(_run.Steps - before);
        Columns(from: before);
        return null;
    }

    private string? Undo(string count)
    {
        if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int moves) || moves == 0)
        {
            return $"u: '{Given.Printed(count)}' is no number of moves";
        }

        if (moves > _moves.Count)
        {
            return _moves.Count == 0 ? "there is no move to take back" : $"there {(_moves.Count == 1 ? "is only 1 move" : $"are only {_moves.Count} moves")} to take back";
        }

        int steps = Enumerable.Range(0, moves).Sum(_ => _moves.Pop());
        _run.Undo(steps);
        _shown = _run.Steps;
        _terminal.Line($"back after step {_run.Steps}");
        return null;
    }

    /// <summary>A data choice of a step: a page that may have to be waited for, memory that may be out.</summary>
    private int Value(IReadOnlyList<Recording> outcomes)
    {
        for (int i = 0; i < outcomes.Count; i++)
        {
            _terminal.Line($"    {i}: {PlayText.Step(Trace(outcomes[i], null))}");
        }

        while (true)
        {
            string? line = Ask($"  which, 0 to {outcomes.Count - 1}? ");
            if (line is null)
            {
                return 0;
            }

            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value < outcomes.Count)
            {
                return value;
            }

            _terminal.Line(new Piece($"'{Given.Printed(line)}' is no number from 0 to {outcomes.Count - 1}", Styles.Unsure));
        }
    }

    private void Hint() => _terminal.Paragraph(_hints.At(_run));

    private void Menu()
    {
        _terminal.Line();
        for (int i = 0; i < Position.Options.Count; i++)
        {
            var option = Position.Options[i];
            _terminal.Line(
                new($"  {i + 1}  ", Styles.Strong),
                new($"{option.Name,-10}  ", option.IsCurrent ? Styles.Marked : null),
                new(PlayText.Step(Trace(option.Preview, null))));
        }

        foreach (var other in Position.Others)
        {
            _terminal.Line(new Piece($"     {StandingText.Of(other)}", Styles.Faint));
        }

        if (_run.IsOver)
        {
            _terminal.Line("  nobody can step any more, and nothing was found");
            _terminal.Paragraph($"  {_hints.AtEnd()}");
        }
    }

    private void State()
    {
        foreach (var group in Position.Variables.GroupBy(v => v.Region.Owner))
        {
            _terminal.Line(new Piece($"  {group.Key}:", Styles.Strong));
            foreach (var variable in group)
            {
                _terminal.Line($"    {PlayText.Variable(variable, Position.Recording)}");
            }
        }

        _terminal.Line(new Piece("  agents:", Styles.Strong));
        foreach (var agent in Trace(Position.Recording, null).Header.Agents.Where(a => a.Kind == AgentKind.Task))
        {
            string stands = agent.File.Length == 0 ? "" : $", last at {agent.File}:{agent.Line}{(agent.Function.Length == 0 ? "" : $" in {agent.Function}")}";
            string how = Position.Others.FirstOrDefault(o => o.Agent == agent.Name) is { } other ? StandingText.Of(other)
                : $"{agent.Name} {(agent.Blocked.Length == 0 ? "can step" : agent.Blocked.Contains("finished", StringComparison.Ordinal) ? "has ended" : "waits")}";
            _terminal.Line($"    {how}{stands}");
        }
    }

    /// <summary>The rows of the steps after one; all of them, with the header, from the beginning.</summary>
    private void Columns(int from)
    {
        var trace = Trace(Position.Recording, null);
        if (_run.Steps == 0)
        {
            return;
        }

        ColumnsPrinter.PrintFrom(_terminal, trace, _shown == 0 ? 0 : from);
        _shown = _run.Steps;
    }

    private int Won()
    {
        var report = Position.Report!;
        _terminal.Line();
        _terminal.Line(new Piece($"You win, with {Numbers.Count(_run.Steps, "step")}.", Styles.Bad));
        ColumnsPrinter.Print(_terminal, Trace(Position.Recording, report));
        return ExitCodes.Found;
    }

    private void Leave()
    {
        if (_run.Steps > 0)
        {
            _terminal.Line(new("replay: ", Styles.Faint), new($"smp replay {_run.Token()}", Styles.Link));
        }
    }

    private Trace Trace(Recording recording, FindingReport? report)
    {
        string token = report is null ? "" : _run.Token().ToString();
        var header = new TraceHeader(_subject.Scenario, _subject.Environment, _subject.Granularity, "play", "", ToolVersion.Text, token)
        {
            Cpus = Environments.Find(_subject.Environment)?.Cpus ?? 0,
        };
        return TraceBuilder.Build(recording, header, report);
    }

    /// <summary>A line of input; null at its end. What comes from elsewhere than a keyboard is shown, as if it had been typed.</summary>
    private string? Ask(string prompt)
    {
        _terminal.Write(new Piece(prompt, Styles.Strong));
        string? line = _input.ReadLine();
        if (!_terminal.IsLive || line is null)
        {
            _terminal.Line(line is null ? "" : Given.Printed(line));
        }

        return line?.Trim();
    }
}
