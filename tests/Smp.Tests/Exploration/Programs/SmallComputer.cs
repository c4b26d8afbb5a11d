using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>A computer that runs one small program.</summary>
internal sealed partial class SmallComputer
{
    internal const int Variables = 3;
    internal const int Locks = 2;
    internal const int Timers = 2;

    private readonly SmallProgram _program;
    private readonly Computer _computer = new(arenaSize: 128);
    private readonly Shared<int>[] _variables = new Shared<int>[Variables];
    private readonly Shared<byte>[] _bytes = new Shared<byte>[2];
    private readonly Address[] _locks = new Address[Locks];
    private readonly Shared<int> _pointer;
    private readonly Address _text;
    private readonly Ghost _ghost;
    private readonly SmallQueue _queue;
    private readonly SmallInterrupts _interrupts;
    private readonly SmallClock? _clock;
    private readonly SmallDispatcher? _dispatcher;
    private readonly Shared<int>[] _results;

    private SmallComputer(SmallProgram program, bool hideDigest)
    {
        _program = program;
        var memory = _computer.Memory;

        // Two variables and two bytes share a word, so that a store must leave its neighbours alone.
        var word = memory.Allocate(8, "x", RegionKind.ModuleData);
        _variables[0] = new Shared<int>(_computer, word);
        _bytes[0] = new Shared<byte>(_computer, word + 4);
        _bytes[1] = new Shared<byte>(_computer, word + 5);
        for (int i = 1; i < Variables; i++)
        {
            _variables[i] = new Shared<int>(_computer, memory.Allocate(4, i == 1 ? "y" : "z", RegionKind.ModuleData));
        }

        for (int i = 0; i < Locks; i++)
        {
            _locks[i] = memory.Allocate(8, $"lock{i}", RegionKind.KernelData);
        }

        _pointer = new Shared<int>(_computer, memory.Allocate(4, "pointer", RegionKind.ModuleData));
        _text = memory.Allocate(8, "text", RegionKind.Text);
        _ghost = new Ghost(_computer, "ghost");
        int tasks = program.Tasks.Length;
        _queue = new SmallQueue(_computer, tasks);
        _results = new Shared<int>[tasks + program.Handlers.Length];
        for (int i = 0; i < tasks; i++)
        {
            int task = i;
            int cpu = program.SharesCpu && i > 0 ? -1 : i;
            _computer.AddAgent($"task{i}", AgentKind.Task, cpu, () => Task(task));
        }

        for (int i = 0; i < _results.Length; i++)
        {
            _results[i] = new Shared<int>(_computer, memory.Allocate(4, $"result{i}", RegionKind.KernelData));
        }

        _interrupts = new SmallInterrupts(_computer, program, Handler);
        _clock = program.HasClock ? new SmallClock(_computer, Timers, Expire) : null;
        if (program.SharesCpu)
        {
            _computer.Dispatcher = _dispatcher = new SmallDispatcher(_computer, 1, tasks - 1);
        }

        Attach(hideDigest);
        _computer.Seal();
    }

    internal static Computer Build(SmallProgram program, bool hideDigest = false) => new SmallComputer(program, hideDigest)._computer;

    /// <summary>A timer raises the line of its number, if there is one, and wakes the queue if not.</summary>
    private void Expire(int timer)
    {
        if (timer < _program.Handlers.Length)
        {
            _interrupts.Raise(timer);
        }
        else
        {
            _queue.Wake(1);
        }
    }

    private void Attach(bool hideDigest)
    {
        if (_program.ReportsFaults)
        {
            _computer.Attach(new FaultDetector());
        }

        if (_program.Never is { } never)
        {
            var (x, y) = (_variables[0], _variables[1]);
            _computer.Attach(new NeverDetector(_ => x.Inspect() == never.X && y.Inspect() == never.Y));
        }

        _computer.Attach(new HungDetector());
        if (_program.WatchesOrder)
        {
            _computer.Attach(new OrderDetector(_variables[0].Address, _variables[1].Address, confesses: !hideDigest));
        }
    }

    private async KTask Task(int agent) => await Run(agent, _program.Tasks[agent]);

    private async KTask<int> Handler(int agent, Instruction[] code)
    {
        await Run(agent, code);
        await Step(Operation.InterruptReturn, _interrupts.PendingWord, _ =>
        {
            _interrupts.Return();
            return 0;
        });
        return 0;
    }

    private async KTask<int> Run(int agent, Instruction[] code)
    {
        int r = 0;
        ulong u = 0;
        for (int pc = 0; pc < code.Length; pc++)
        {
            var (op, a, b) = code[pc];
            switch (op)
            {
                case SmallOp.SkipIfZero:
                    pc += r == 0 ? b : 0;
                    break;
                case SmallOp.EndCall:
                    u = Hashing.Fold(u, (ulong)r);
                    _computer.ForgetHistory(agent, r, pc);
                    r = (int)(u & 3);
                    break;
                case SmallOp.Poll:
                    for (int turn = 0; turn < b && (turn == 0 || r == 0); turn++)
                    {
                        _computer.LoopHead(agent, (long)Hashing.Fold(u, (ulong)turn), pc);
                        r = await _variables[a].Load();
                    }

                    break;
                case SmallOp.AddGhost:
                    _ghost.Value++;
                    break;
                case SmallOp.ReadGhost:
                    r = (int)_ghost.Value;
                    break;
                default:
                    r = await Take(agent, op, a, b, r);
                    break;
            }
        }

        return r;
    }

    private async KTask<int> Take(int agent, SmallOp op, int a, int b, int r)
    {
        switch (op)
        {
            case SmallOp.Load:
                return await _variables[a].Load();
            case SmallOp.Store:
                await _variables[a].Store(b);
                return r;
            case SmallOp.StoreRegister:
                await _variables[a].Store(r + b);
                return r;
            case SmallOp.Increment:
                r = await _variables[a].Load();
                await _variables[a].Store(r + 1);
                return r;
            case SmallOp.LoadByte:
                return await _bytes[a].Load();
            case SmallOp.StoreByte:
                await _bytes[a].Store((byte)b);
                return r;
            case SmallOp.AtomicAdd:
                return (int)await new Atomic(_computer, _variables[a].Address).AddReturn(b);
            case SmallOp.Exchange:
                return (int)await new Atomic(_computer, _variables[a].Address).Exchange(b);
            case SmallOp.CompareExchange:
                return (int)await new Atomic(_computer, _variables[a].Address).CompareExchange(0, b);
            case SmallOp.Report:
                await _results[agent].Store(r + 1);
                return r;
            case SmallOp.Allocate or SmallOp.Free or SmallOp.LoadObject or SmallOp.StoreObject:
                return await UseObject(op, b);
            default:
                return await Call(agent, op, a, b, r);
        }
    }

    private async KTask<int> UseObject(SmallOp op, int b)
    {
        if (op == SmallOp.Allocate)
        {
            return (int)await Step(Operation.Allocate, _pointer.Address, c =>
            {
                var fresh = c.AllocateHeap(4, Shadow.Uninitialised);
                c.Memory.Write(_pointer.Address, fresh.Value);
                return fresh.Value;
            });
        }

        var target = new Address(await _pointer.Load());
        if (target.IsNull)
        {
            return 0;
        }

        if (op == SmallOp.LoadObject)
        {
            return await new Shared<int>(_computer, target).Load();
        }

        if (op == SmallOp.StoreObject)
        {
            await new Shared<int>(_computer, target).Store(b);
            return b;
        }

        await Step(Operation.Allocate, target, c =>
        {
            c.Memory.SetShadow(target, 4, Shadow.Freed);
            return 0;
        });
        return 0;
    }
}
