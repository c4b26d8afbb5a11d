using Smp.Exploration;

namespace Smp.Tests.Exploration.Programs;

/// <summary>
/// Draws small programs: the same number always gives the same program. Each has two themes that make up most of it, and
/// one or two favourite variables, so that its contexts really meet.
/// </summary>
internal sealed class ProgramGenerator
{
    private readonly int _number;
    private readonly Theme[] _themes;
    private readonly int _favourite;
    private readonly int _tasks;
    private readonly int _lines;
    private readonly bool _shares;
    private SplitMix64 _random;

    private ProgramGenerator(int number, int attempt)
    {
        _number = number;
        _random = SplitMix64.OfSchedule((ulong)number, attempt);
        _themes = [(Theme)_random.Below(Themes), (Theme)_random.Below(Themes)];
        _favourite = _random.Below(SmallComputer.Variables);
        _tasks = 2 + _random.Below(2);
        _lines = _themes.Contains(Theme.Interrupts) ? 1 + _random.Below(2) : 0;
        if (_lines == 0 && _random.Below(6) == 0)
        {
            _tasks = 4;
        }

        _shares = _tasks >= 3 && _random.Below(4) == 0;
    }

    private enum Theme
    {
        Plain,
        Locks,
        Sleep,
        Objects,
        Text,
        Choices,
        User,
        Order,
        Interrupts,
        Timers,
    }

    private const int Themes = (int)Theme.Timers + 1;

    /// <summary>
    /// Program <paramref name="number"/>; a higher attempt gives a shorter one, for what brute force cannot do. Its tasks may
    /// be <paramref name="longer"/> by some steps than usual.
    /// </summary>
    internal static SmallProgram Draw(int number, int attempt = 0, int longer = 0)
        => new ProgramGenerator(number, attempt).Program(attempt - longer);

    private SmallProgram Program(int attempt)
    {
        int length = Math.Max(2, (_tasks switch { 2 => 8, 3 => 5, _ => 3 }) - _lines - attempt);
        var code = new Instruction[_tasks][];
        for (int i = 0; i < _tasks; i++)
        {
            code[i] = Code(Math.Max(2, length - _random.Below(3)), i);
        }

        var handlers = new Instruction[_lines][];
        for (int i = 0; i < _lines; i++)
        {
            handlers[i] = Handler(1 + _random.Below(2));
        }

        return new SmallProgram
        {
            Number = _number,
            Tasks = code,
            Handlers = handlers,
            Nests = _random.Below(2) == 0,
            HandlersForget = _random.Below(2) == 0,
            HasClock = code.Any(c => c.Any(i => i.Op == SmallOp.Arm)),
            SharesCpu = _shares,
            ReportsFaults = _random.Below(2) == 0,
            Never = _random.Below(2) == 0 ? (_random.Below(3), _random.Below(3)) : null,
            WatchesOrder = _themes.Contains(Theme.Order),
        };
    }

    /// <summary>At most <paramref name="left"/> steps.</summary>
    private Instruction[] Code(int left, int task)
    {
        var code = new List<Instruction>();
        while (left > 0)
        {
            left -= Add(code, _random.Below(4) > 0 ? _themes[_random.Below(2)] : (Theme)_random.Below(Themes), left, task);
        }

        return [.. code];
    }

    private int Add(List<Instruction> code, Theme theme, int left, int task) => theme switch
    {
        Theme.Locks when left >= 3 => Locked(code, left),
        Theme.Sleep => Sleep(code, left),
        Theme.Objects => Object(code, left),
        Theme.Text => Text(code, left),
        Theme.Choices => Choice(code, left),
        Theme.User => User(code, left),
        Theme.Order => Put(code, new Instruction(SmallOp.Store, _random.Below(2), 1)),
        Theme.Interrupts when _lines > 0 => Interrupt(code, left, task),
        Theme.Timers => Timer(code, left),
        _ => Plain(code, left),
    };

    private static int Put(List<Instruction> code, params ReadOnlySpan<Instruction> steps)
    {
        code.AddRange(steps);
        return steps.Length;
    }

    private int Variable() => _random.Below(3) > 0 ? _favourite : _random.Below(SmallComputer.Variables);

    private int Plain(List<Instruction> code, int left)
    {
        int a = Variable();
        int b = _random.Below(3);
        switch (_random.Below(left >= 2 ? 10 : 8))
        {
            case 0:
                return Put(code, new Instruction(SmallOp.Load, a, 0));
            case 1:
                return Put(code, new Instruction(SmallOp.Store, a, b));
            case 2:
                return Put(code, new Instruction(SmallOp.StoreRegister, a, b));
            case 3:
                return Put(code, new Instruction(SmallOp.AtomicAdd, a, 1 + b));
            case 4:
                return Put(code, new Instruction(_random.Below(2) == 0 ? SmallOp.Exchange : SmallOp.CompareExchange, a, b));
            case 5:
                return Put(code, new Instruction(_random.Below(2) == 0 ? SmallOp.LoadByte : SmallOp.StoreByte, _random.Below(2), b));
            case 6:
                code.Add(new(SmallOp.Load, a, 0));
                code.Add(new(SmallOp.SkipIfZero, 0, 1 + _random.Below(2)));
                return 1;
            case 7:
                return Put(code, new Instruction(_shares && _random.Below(2) == 0 ? SmallOp.Yield : SmallOp.Report, 0, 0));
            default:
                code.Add(new(SmallOp.Increment, a, 0));
                return 2;
        }
    }

    private int Locked(List<Instruction> code, int left)
    {
        int number = _random.Below(SmallComputer.Locks);
        code.Add(new(SmallOp.Lock, number, 0));

        // Two locks, taken in whatever order; now and then one is kept.
        if (left >= 5 && _random.Below(2) == 0)
        {
            return 1 + Put(
                code,
                new(SmallOp.Lock, 1 - number, 0),
                new(SmallOp.Store, Variable(), _random.Below(3)),
                new(SmallOp.Unlock, 1 - number, 0),
                new(SmallOp.Unlock, number, 0));
        }

        int steps = 1 + Plain(code, left - 2);
        return _random.Below(8) == 0 ? steps : steps + Put(code, new Instruction(SmallOp.Unlock, number, 0));
    }

    private int Sleep(List<Instruction> code, int left)
    {
        int kind = _random.Below(left >= 3 ? 5 : 3);
        if (kind < 2)
        {
            return Put(code, new Instruction(_random.Below(2) == 0 ? SmallOp.WakeOne : SmallOp.WakeAll, 0, 0));
        }

        if (kind == 2)
        {
            return Put(code, new Instruction(SmallOp.WaitFor, Variable(), 0));
        }

        // The classic lost wake-up, or its correction: look at the condition before or after joining the queue.
        var look = new Instruction(SmallOp.Load, Variable(), 0);
        var join = new Instruction(SmallOp.Prepare, 0, 0);
        return kind == 3
            ? Put(code, look, join, new(SmallOp.Sleep, 0, 0))
            : Put(code, join, look, new(SmallOp.Sleep, 0, 0));
    }

    private int Object(List<Instruction> code, int left)
    {
        if (left < 2 || _random.Below(3) == 0)
        {
            return Put(code, new Instruction(SmallOp.Allocate, 0, 0));
        }

        code.Add(new(_random.Below(3) switch { 0 => SmallOp.Free, 1 => SmallOp.LoadObject, _ => SmallOp.StoreObject }, 0, _random.Below(3)));
        return 2;
    }

    private int Text(List<Instruction> code, int left)
    {
        if (left < 3 || _random.Below(3) == 0)
        {
            return Put(code, new Instruction(SmallOp.FreeText, 0, 0));
        }

        code.Add(new(SmallOp.EnterText, 0, 0));
        int steps = 2 + Plain(code, left - 2);
        code.Add(new(SmallOp.LeaveText, 0, 0));
        return steps;
    }

    private int Choice(List<Instruction> code, int left)
    {
        if (_random.Below(2) == 0)
        {
            return Put(code, new Instruction(SmallOp.ChooseInto, Variable(), 2));
        }

        int steps = Put(code, new Instruction(SmallOp.Choose, 0, 2 + _random.Below(2)));
        return left < 2 ? steps : steps + Put(code, new Instruction(SmallOp.StoreRegister, Variable(), 0));
    }

    private int User(List<Instruction> code, int left)
    {
        switch (_random.Below(left >= 2 ? 4 : 2))
        {
            case 0:
                code.Add(new(SmallOp.AddGhost, 0, 0));
                return Plain(code, left);
            case 1:
                code.Add(new(SmallOp.ReadGhost, 0, 0));
                return Put(code, new Instruction(SmallOp.StoreRegister, Variable(), 0));
            case 2:
                code.Add(new(SmallOp.Poll, Variable(), 2));
                return 2;
            default:
                code.Add(new(SmallOp.Load, Variable(), 0));
                code.Add(new(SmallOp.EndCall, 0, 0));
                return 1 + Put(code, new Instruction(SmallOp.StoreRegister, Variable(), 0));
        }
    }

    private int Interrupt(List<Instruction> code, int left, int task)
    {
        if (task > 0 || left < 3 || _random.Below(2) == 0)
        {
            return Put(code, new Instruction(SmallOp.Raise, _random.Below(_lines), 0));
        }

        code.Add(new(SmallOp.Mask, 0, 0));
        int steps = 2 + Plain(code, left - 2);
        code.Add(new(SmallOp.Unmask, 0, 0));
        return steps;
    }

    private int Timer(List<Instruction> code, int left) => _random.Below(left >= 2 ? 5 : 4) switch
    {
        0 or 1 => Put(code, new Instruction(SmallOp.Arm, _random.Below(SmallComputer.Timers), 1 + _random.Below(2))),
        2 => Put(code, new Instruction(SmallOp.Disarm, _random.Below(SmallComputer.Timers), 0)),
        3 => Put(code, new Instruction(SmallOp.Now, 0, 0)),
        _ => Put(code, new(SmallOp.Now, 0, 0), new(SmallOp.StoreRegister, Variable(), 0)),
    };

    private Instruction[] Handler(int left)
    {
        var code = new List<Instruction>();
        while (left > 0)
        {
            left -= _random.Below(5) == 0 ? Put(code, new Instruction(SmallOp.WakeOne, 0, 0)) : Plain(code, left);
        }

        return [.. code];
    }
}
