using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>
/// The interrupt lines of CPU 0, all state in memory: pending bits, the mask count, and the stack of handlers. A handler
/// covers the task and the handlers below it.
/// </summary>
internal sealed class SmallInterrupts
{
    private const int Task = 0;
    private static readonly Site Here = new("SmallInterrupts.cs", 1, "irq");

    private readonly Computer _computer;
    private readonly SmallProgram _program;
    private readonly Func<int, Instruction[], KTask<int>> _run;
    private readonly Address _pending;
    private readonly Address _mask;
    private readonly Address _stack;
    private readonly int[] _agents;
    private readonly Entry[] _entries;

    internal SmallInterrupts(Computer computer, SmallProgram program, Func<int, Instruction[], KTask<int>> run)
    {
        _computer = computer;
        _program = program;
        _run = run;
        int lines = program.Handlers.Length;
        _pending = computer.Memory.Allocate(8 * Math.Max(1, lines), "pending", RegionKind.Control);
        _mask = computer.Memory.Allocate(8, "mask", RegionKind.Control);
        _stack = computer.Memory.Allocate(8 * (lines + 1), "stack", RegionKind.Control);
        _agents = new int[lines];
        _entries = new Entry[lines];
        for (int i = 0; i < lines; i++)
        {
            _agents[i] = computer.AddAgent($"irq{i}@cpu0", AgentKind.Interrupt, 0, daemon: true).Id;
            _entries[i] = new Entry(this, i);
        }
    }

    internal Address MaskWord => _mask;

    internal Address PendingWord => _pending;

    private KernelMemory Memory => _computer.Memory;

    internal void SetMask(bool on)
    {
        Memory.Poke(_mask, on ? 1 : 0);
        Update();
    }

    internal void Raise(int line)
    {
        Memory.Poke(_pending + (8 * line), 1);
        Update();
    }

    /// <summary>The last step of a handler.</summary>
    internal void Return()
    {
        int depth = (int)Memory.Peek(_stack);
        Memory.Poke(_stack + (8 * depth), 0);
        Memory.Poke(_stack, depth - 1);
        Update();
    }

    private void Update()
    {
        int depth = (int)Memory.Peek(_stack);
        int top = depth == 0 ? -1 : (int)Memory.Peek(_stack + (8 * depth)) - 1;
        for (int line = 0; line < _agents.Length; line++)
        {
            int agent = _agents[line];
            bool runs = Runs(line, depth);
            bool may = Memory.Peek(_pending + (8 * line)) != 0 && Memory.Peek(_mask) == 0
                && (depth == 0 || (_program.Nests && line > top));
            if (!runs && may && _computer.PendingOperation(agent) == Operation.None)
            {
                _computer.AnnounceFor(agent, Operation.Interrupt, _pending + (8 * line), Here, _entries[line]);
            }

            _computer.Block(agent, Blocked.Condition, !runs && !may);
            _computer.Block(agent, Blocked.Covered, runs && line != top);
        }

        _computer.Block(Task, Blocked.Covered, depth > 0);
    }

    private bool Runs(int line, int depth)
    {
        for (int i = 1; i <= depth; i++)
        {
            if (Memory.Peek(_stack + (8 * i)) == line + 1)
            {
                return true;
            }
        }

        return false;
    }

    private void Enter(int line)
    {
        int depth = (int)Memory.Peek(_stack) + 1;
        Memory.Poke(_pending + (8 * line), 0);
        Memory.Poke(_stack, depth);
        Memory.Poke(_stack + (8 * depth), line + 1);
        Update();
        _computer.Complete(depth);
    }

    /// <summary>What runs when the strategy picks a line that is pending: the handler, up to its first step.</summary>
    private sealed class Entry(SmallInterrupts interrupts, int line) : Frame
    {
        private readonly Handler _handler = new(interrupts, line);

        public override void Resume()
        {
            interrupts.Enter(line);
            _handler.Launch(interrupts._run(interrupts._agents[line], interrupts._program.Handlers[line]));
        }
    }

    private sealed class Handler(SmallInterrupts interrupts, int line) : Activation<int>
    {
        protected override void Ended(int value)
        {
            if (interrupts._program.HandlersForget)
            {
                interrupts._computer.LoopHead(interrupts._agents[line], 0, 1);
            }

            interrupts.Update();
        }
    }
}
