using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>The instructions that are kernel primitives: one step each.</summary>
internal sealed partial class SmallComputer
{
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
                    if (_computer.Memory.Read<int>(_variables[a].Address) != 0)
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
            case SmallOp.Arm or SmallOp.Disarm or SmallOp.Now:
                return await UseClock(op, a, b, r);
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

    private async KTask<int> UseClock(SmallOp op, int a, int b, int r)
    {
        if (_clock is null)
        {
            // Nobody arms anything.
            return 0;
        }

        switch (op)
        {
            case SmallOp.Arm:
                await Step(Operation.Kernel, _clock.Jiffies, _ =>
                {
                    _clock.Arm(a, b);
                    return 0;
                });
                return r;
            case SmallOp.Disarm:
                return (int)await Step(Operation.Kernel, _clock.Jiffies, _ => _clock.Disarm(a) ? 1 : 0);
            default:
                return (int)await Step(Operation.Kernel, _clock.Jiffies, c => c.Memory.Peek(_clock.Jiffies));
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
