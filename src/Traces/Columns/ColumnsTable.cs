using System.Globalization;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>The table itself: header, steps, switches, and who is left waiting at the end.</summary>
internal sealed class ColumnsTable
{
    private const int MarkWidth = 2;
    private const int WidestPlace = 20;
    private const int KernelIndent = 4;

    private readonly Trace _trace;
    private readonly int _width;
    private readonly Glyphs _glyphs;
    private readonly Lanes _lanes;
    private readonly int _placeWidth;
    private readonly string[] _running;
    private readonly Dictionary<int, TraceStep> _last = [];

    // Rows that are done and have not been given away yet: those of one line at most.
    private readonly List<ColumnsRow> _rows = [];

    internal ColumnsTable(Trace trace, int width, Glyphs glyphs)
    {
        _trace = trace;
        _width = width;
        _glyphs = glyphs;
        _lanes = new Lanes(trace, width);
        _placeWidth = Math.Min(WidestPlace, _lanes.LongestPlace);
        _running = new string[_lanes.Titles.Count];
        Array.Fill(_running, "");
    }

    /// <summary>The step in which the schedule parts from the one beside it; 0 for none.</summary>
    private int Decision => _trace.Header.Contrast?.Step ?? 0;

    internal IEnumerable<ColumnsRow> Rows()
    {
        AddHeader();
        TraceStep? previous = null;
        int decision = Decision;
        var lines = Watched(_trace.Lines.Where(line => line is not TraceMessage));
        foreach (var (line, fold) in Folding.Of(lines, (earlier, later) => IsLike(earlier, later, decision), line => line is TraceStep))
        {
            switch (line)
            {
                case not null when fold is { } left:
                    AddFold(line, left.Counted, left.Lines);
                    break;
                case TraceStep step:
                    AddChange(step, previous);
                    AddStep(step);
                    previous = step;
                    break;
                case TraceLog log:
                    AddLog(log);
                    break;
            }

            foreach (var row in _rows)
            {
                yield return row;
            }

            _rows.Clear();
        }

        AddEnd();
        foreach (var row in _rows)
        {
            yield return row;
        }
    }

    /// <summary>The lines as they are; of each agent the last step is kept.</summary>
    private IEnumerable<TraceLine> Watched(IEnumerable<TraceLine> lines)
    {
        foreach (var line in lines)
        {
            if (line is TraceStep step)
            {
                _last[step.Agent] = step;
            }

            yield return line;
        }
    }

    internal static bool HasPlace(TraceStep step)
        => step.Place.Length != 0 && step.Code is CodeKind.Module or CodeKind.Primitive;

    /// <summary>Whether a row says no more than an earlier one: the same agent at the same line again, whatever the value.</summary>
    private static bool IsLike(TraceLine earlier, TraceLine later, int decision) => (earlier, later) switch
    {
        (TraceStep a, TraceStep b) => b.Number != decision && b is { IsMarked: false, IsSwitch: false, Fault: "" } && a.Agent == b.Agent && a.Operation == b.Operation
            && a.Code == b.Code && a.Place == b.Place && a.KernelFunction == b.KernelFunction,
        (TraceLog a, TraceLog b) => a.AgentName == b.AgentName && a.Text == b.Text,
        _ => false,
    };

    private RowRole RoleOf(TraceStep step)
        => step.Fault.Length != 0 ? RowRole.Fault
            : step.IsMarked || step.Number == Decision ? RowRole.Marked
            : step.Context != TraceContext.Task ? RowRole.Interrupt
            : step.Code == CodeKind.User ? RowRole.User
            : step.Code == CodeKind.Kernel ? RowRole.Kernel
            : RowRole.Step;

    private void AddHeader()
    {
        if (_lanes.Titles.Count == 0)
        {
            return;
        }

        string titles = "step".PadRight(_lanes.Gutter);
        string rule = "";
        for (int i = 0; i < _lanes.Titles.Count; i++)
        {
            var tasks = _lanes.Tasks[i];
            string title = tasks.Count == 0 ? _lanes.Titles[i] : $"{_lanes.Titles[i]}  {string.Join(", ", tasks)}";
            titles = titles.PadRight(_lanes.Start(i) + MarkWidth) + End(title, _lanes.LaneWidth - MarkWidth);
            rule = rule.PadRight(_lanes.Start(i) + MarkWidth) + new string(_glyphs.Line, _lanes.LaneWidth - MarkWidth);
        }

        _rows.Add(new ColumnsRow(RowRole.Header, titles.TrimEnd()));
        _rows.Add(new ColumnsRow(RowRole.Header, new string(_glyphs.Line, _lanes.Gutter - 1) + rule[(_lanes.Gutter - 1)..]));
    }

    /// <summary>The row between two steps: a switch, or the name of the task that a CPU goes on with.</summary>
    private void AddChange(TraceStep step, TraceStep? previous)
    {
        int lane = _lanes.Of(step);
        string name = step.AgentName;
        bool tells = lane < 0;
        if (lane >= 0 && step.Cpu >= 0)
        {
            tells = step.Context == TraceContext.Task
                ? _running[lane] != name && _lanes.Tasks[lane].Count > 1
                : step.Agent != previous?.Agent;
            _running[lane] = step.Context == TraceContext.Task ? name : _running[lane];
        }

        int from = previous is null ? -1 : _lanes.Of(previous);
        if (step.IsSwitch && previous is not null)
        {
            string label = tells || from == lane || from < 0 ? name : "";
            var (text, start) = from == lane || lane < 0 || from < 0 ? Short(lane, label)
                : from < lane ? Rightwards(from, lane, label)
                : Leftwards(from, lane, label);
            _rows.Add(new ColumnsRow(RowRole.Switch, text, lane, start));
        }
        else if (tells && lane >= 0)
        {
            int start = _lanes.Start(lane) + MarkWidth;
            _rows.Add(new ColumnsRow(RowRole.Task, new string(' ', start) + End($"{name}:", _lanes.LaneWidth - MarkWidth), lane, start));
        }
    }

    private (string Text, int Start) Short(int lane, string label)
    {
        int start = _lanes.Start(lane) + MarkWidth;
        string arrow = new string(_glyphs.Line, 3) + _glyphs.Right;
        return ((new string(' ', start) + End($"{arrow} {label}", _lanes.LaneWidth - MarkWidth)).TrimEnd(), start);
    }

    private (string Text, int Start) Rightwards(int from, int to, string label)
    {
        int start = _lanes.Start(from) + MarkWidth;
        int end = _lanes.Start(to) + MarkWidth;
        string arrow = new string(_glyphs.Line, end - start - 2) + _glyphs.Right + ' ';
        return ((new string(' ', start) + arrow + End(label, _lanes.LaneWidth - MarkWidth)).TrimEnd(), start);
    }

    private (string Text, int Start) Leftwards(int from, int to, string label)
    {
        int start = _lanes.Start(to) + MarkWidth;
        int end = _lanes.Start(from) + MarkWidth;
        string name = label.Length == 0 ? "" : End(label, _lanes.LaneWidth - MarkWidth - 2) + ' ';
        string arrow = _glyphs.Left + new string(_glyphs.Line, end - start - name.Length);
        return (new string(' ', start) + name + arrow, start);
    }

    private void AddStep(TraceStep step)
    {
        int lane = _lanes.Of(step);
        int width = lane < 0 ? _width - _lanes.Gutter - MarkWidth : _lanes.LaneWidth - MarkWidth;
        var parts = new List<CellPart> { new(Indent(step)) };
        if (HasPlace(step))
        {
            parts.Add(new CellPart(step.Place.PadRight(_placeWidth) + "  "));
        }

        parts.AddRange(StepWords.Of(step));
        char mark = step.Fault.Length != 0 ? _glyphs.Fault : step.Number == Decision ? _glyphs.Decision : step.IsMarked ? _glyphs.Mark : ' ';
        AddCell(RoleOf(step), lane, width, mark, step.Number, parts);
    }

    private string Indent(TraceStep step)
    {
        string interrupt = step.Context is TraceContext.HardIrq or TraceContext.SoftIrq
            ? string.Concat(Enumerable.Repeat($"{_glyphs.Interrupt} ", Math.Max(1, step.Depth)))
            : "";
        return interrupt + (step.Context is TraceContext.Source or TraceContext.Clock ? $"{step.AgentName}: "
            : step.Code == CodeKind.User ? $"{_glyphs.User} "
            : step.Code == CodeKind.Kernel ? new string(' ', KernelIndent)
            : "");
    }

    private void AddCell(RowRole role, int lane, int width, char mark, int number, List<CellPart> parts)
    {
        int start = _lanes.Start(lane) + MarkWidth;
        var lines = Cell.Fit(parts, width, _glyphs.Ellipsis);
        if (lines.Count > 1)
        {
            // What does not fit even so goes on below, indented.
            string rest = string.Join(' ', lines.Skip(1));
            lines = [lines[0], .. Cell.Wrap(rest, width - Cell.Indent).Select(line => new string(' ', Cell.Indent) + line)];
        }

        for (int i = 0; i < lines.Count; i++)
        {
            string step = i == 0 && number > 0 ? $"{number}".PadLeft(_lanes.Gutter - 1) : "";
            string text = step.PadRight(start - MarkWidth) + (i == 0 ? mark : ' ') + " " + lines[i];
            _rows.Add(new ColumnsRow(role, text.TrimEnd(), lane, start, number));
        }
    }

    private void AddFold(TraceLine first, int steps, int lines)
    {
        int lane = first is TraceStep step ? _lanes.Of(step) : _lanes.OfCpu(((TraceLog)first).Cpu);
        string what = steps == 0 ? "lines" : "steps";
        string text = string.Create(CultureInfo.InvariantCulture, $"{_glyphs.Fold} {(steps == 0 ? lines : steps):N0} more {what} like these");
        int start = _lanes.Start(lane) + MarkWidth;
        _rows.Add(new ColumnsRow(RowRole.Fold, new string(' ', start) + End(text, _lanes.LaneWidth - MarkWidth), lane, start));
    }

    private void AddLog(TraceLog log)
    {
        int lane = _lanes.OfCpu(log.Cpu);
        int width = lane < 0 ? _width - _lanes.Gutter - MarkWidth : _lanes.LaneWidth - MarkWidth;
        string text = log.Text.Length != 0 ? Printable.Of(log.Text) : log.EndsLine ? "\\n" : "\"\"";
        AddCell(RowRole.Log, lane, width, ' ', 0, [new CellPart($"log: {text}")]);
    }

    /// <summary>Who waits for something that will not come: only where the run came to its end.</summary>
    private void AddEnd()
    {
        if (_trace.Header.Outcome is not "ended" && _trace.Header.Finding is not { Agent: < 0 })
        {
            return;
        }

        foreach (var agent in _trace.Header.Agents.Where(a => a is { IsStuck: true, IsDaemon: false, Kind: AgentKind.Task }))
        {
            var last = _last.GetValueOrDefault(agent.Id);
            int lane = last is null ? -1 : _lanes.Of(last);
            int width = lane < 0 ? _width - _lanes.Gutter - MarkWidth : _lanes.LaneWidth - MarkWidth;
            string where = agent.File.Length == 0 ? "" : $" at {agent.File}:{agent.Line}";
            AddCell(RowRole.End, lane, width, _glyphs.Fault, 0, [new CellPart($"{agent.Name} waits for ever{where}")]);
        }
    }

    private string End(string text, int width) => text.Length <= width ? text : text[..(width - 1)] + _glyphs.Ellipsis;
}
