using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>A computer that runs one small program.</summary>
internal sealed class SmallComputer
{
    internal const int Variables = 3;
    internal const int Locks = 2;

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
        if (program.SharesCpu)
        {
            _computer.Dispatcher = _dispatcher = new SmallDispatcher(_computer, 1, tasks - 1);
        }

        Attach(hideDigest);
        _computer.Seal();
    }

    internal static Computer Build(SmallProgram program, bool hideDigest = false) => new SmallComputer(program, hideDigest)._computer;

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

    private async KTask<int> Call(int agent, SmallOp op, int a, int b, int r)
    {
        switch (op)
        {
            case SmallOp.Lock:
                await Step(Operation.Lock, _locks[a], c => SetLock(c, a, agent + 1), needs: _locks[a]);
                return r;
            case SmallOp.Unlock:
                await Step(Operation.Unlock, _locks[a], c => SetLock(c, a, 0));
                return r;
            case SmallOp.WaitFor:
                return (int)await Step(Operation.Sleep, _queue.Address, c =>
                {
                    if (_variables[a].Inspect() != 0)
                    {
                        return 0;
                    }

                    _queue.Join(agent);
                    return Sleep(agent);
                });
            case SmallOp.Prepare:
                await Step(Operation.Wait, _queue.Address, _ =>
                {
                    _queue.Join(agent);
                    return 0;
                });
                return r;
            case SmallOp.Sleep:
                return (int)await Step(Operation.Sleep, _queue.Address, _ => _queue.Holds(agent) ? Sleep(agent) : 0);
            case SmallOp.WakeOne or SmallOp.WakeAll:
                return (int)await Step(Operation.Wake, _queue.Address, _ => _queue.Wake(op == SmallOp.WakeOne ? 1 : int.MaxValue));
            case SmallOp.Mask or SmallOp.Unmask:
                await Step(Operation.Mask, _interrupts.MaskWord, _ =>
                {
                    _interrupts.SetMask(op == SmallOp.Mask);
                    return 0;
                });
                return r;
            case SmallOp.Raise:
                await Step(Operation.Raise, _interrupts.PendingWord, _ =>
                {
                    _interrupts.Raise(a);
                    return 0;
                });
                return r;
            case SmallOp.Choose:
                return (int)await Step(Operation.Kernel, default, c => c.ChooseValue(b));
            case SmallOp.ChooseInto:
                await Step(Operation.Kernel, _variables[a].Address, c =>
                {
                    c.Memory.Write(_variables[a].Address, c.ChooseValue(b));
                    return 0;
                });
                return r;
            default:
                return await Control(agent, op, r);
        }
    }

    private async KTask<int> Control(int agent, SmallOp op, int r)
    {
        switch (op)
        {
            case SmallOp.EnterText or SmallOp.LeaveText:
                await Step(op == SmallOp.EnterText ? Operation.Enter : Operation.Leave, _text, c =>
                {
                    c.EnterText(op == SmallOp.EnterText ? _text : default);
                    return 0;
                });
                return r;
            case SmallOp.FreeText:
                await Step(Operation.Allocate, _text, c =>
                {
                    c.Memory.SetShadow(_text, 8, Shadow.Freed);
                    return 0;
                });
                return r;
            case SmallOp.Yield:
                await Step(Operation.Sleep, _queue.Address, _ =>
                {
                    _dispatcher?.Leave(agent);
                    return 0;
                });
                return r;
            default:
                throw new InvalidOperationException($"{op} is no instruction");
        }
    }

    private static long SetLock(Computer computer, Address word, long value)
    {
        computer.Memory.Poke(word, value);
        computer.ResourceChanged(word);
        return value;
    }

    private long SetLock(Computer computer, int number, long value) => SetLock(computer, _locks[number], value);

    private int Sleep(int agent)
    {
        _computer.Block(agent, Blocked.Asleep, true);
        _dispatcher?.Leave(agent);
        return 1;
    }

    private Step<FunctionBody> Step(Operation operation, Address target, Func<Computer, long> body, Address needs = default)
    {
        _computer.Announce(operation, target, new Site("SmallComputer.cs", 1, "Step"), needs: needs);
        return new Step<FunctionBody>(_computer, new FunctionBody(body));
    }
}
