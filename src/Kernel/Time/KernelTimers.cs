using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The timers of all CPUs, a list in order of expiry each, and the budget of the clock that drives them. There is no
/// clock, and nothing here costs anything, unless somebody declares a timer or a work queue.
/// </summary>
/// <remarks>
/// After kernel/timer.c of 2.6.11: a timer is armed on the CPU of the caller and runs there; it is not pending while its
/// handler runs; one that is due already runs at the next tick. 2.0 has one list for all CPUs. A base's lock is held
/// within one step, so that each operation is one step.
/// </remarks>
public sealed class KernelTimers : IClockWork
{
    /// <summary>How many expiries a run may have, unless the scenario says otherwise.</summary>
    public const int DefaultExpiries = 4;

    private const int Bytes = 8;
    private const int RunningOffset = Bytes;
    private const int FunctionOffset = 2 * Bytes;
    private const int DataOffset = 3 * Bytes;
    private const int BaseSize = 4 * Bytes;

    private readonly LinuxKernel _kernel;
    private readonly List<Address> _bases = [];
    private readonly List<InterruptLine> _lines = [];
    private readonly List<ClockActor> _clock = [];
    private readonly List<Address> _budget = [];
    private readonly List<Address> _text = [];

    internal KernelTimers(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Whether the machine has timers and a clock to drive them.</summary>
    public bool InUse => _clock.Count != 0;

    /// <summary>How many expiries are left in this run.</summary>
    public long ExpiriesLeft => Memory.Peek(_budget[0]);

    /// <summary>Whether any timer is armed that lies ahead. Inside a step, or for whoever watches the machine.</summary>
    public bool AnyArmed => InUse && NextExpiry(Now) > 0;

    /// <inheritdoc/>
    public bool CanTick => TicksLeft > 0 || (ExpiriesLeft > 0 && NextExpiry(Now) > 0);

    private KernelMemory Memory => _kernel.Computer.Memory;

    private long Now => Memory.Peek(_kernel.Jiffies);

    private long TicksLeft => Memory.Peek(_budget[0] + Bytes);

    /// <summary>How many expiries, and how many ticks between them, a run may have; while the stage is being built.</summary>
    public void SetBudget(int? expiries = null, int? ticks = null)
    {
        Require();
        if (expiries is { } most)
        {
            Memory.Poke(_budget[0], most);
        }

        if (ticks is { } more)
        {
            Memory.Poke(_budget[0] + Bytes, more);
        }
    }

    /// <summary>Whether the timer's handler runs now, on some CPU. Inside a step, or for the clauses of a scenario.</summary>
    public bool IsRunning(Address timer)
    {
        foreach (var timers in _bases)
        {
            if (Memory.Peek(timers + RunningOffset) == timer.Value)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public long Tick(ClockActor clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        long now = Now;
        long next = ExpiriesLeft > 0 ? NextExpiry(now) : 0;
        bool jumps = next > 0 && (TicksLeft == 0 || next == now + 1 || _kernel.Computer.ChooseValue(2) == 0);
        if (jumps)
        {
            Memory.Poke(_budget[0], ExpiriesLeft - 1);
        }
        else
        {
            Memory.Poke(_budget[0] + Bytes, TicksLeft - 1);
        }

        long then = jumps ? next : now + 1;
        Memory.Poke(_kernel.Jiffies, then);
        bool any = false;
        for (int i = 0; i < _bases.Count; i++)
        {
            if (HasDue(_bases[i]))
            {
                any = true;
                clock.RaiseLine(_lines[i].Number, _lines[i].Pending, _lines[i].Target);
            }
        }

        if (!any)
        {
            clock.RaiseLine(_lines[0].Number, _lines[0].Pending, _lines[0].Target);
        }

        return then;
    }

    /// <summary>Whether a line is a timer interrupt that nothing will raise as things are: it makes no difference between CPUs.</summary>
    internal bool IsAtRest(InterruptLine line) => InUse && _lines.Contains(line) && !line.IsBusy && !CanTick && !_kernel.SoftIrqs.AnyBusy && !_kernel.Workqueues.AnyBusy;

    /// <summary>The machine gets timers, while it is being built.</summary>
    internal void Require()
    {
        if (InUse)
        {
            return;
        }

        if (_kernel.Interrupts.Lines.Any(line => line.Name == "timer"))
        {
            throw new MachineException("a clock without timers is there already: set the ticks after the modules that have timers are made");
        }

        // One list and one timer interrupt under 2.0's lock; else one for each CPU.
        int count = _kernel.BigKernelLock.OnEveryEntry ? 1 : _kernel.Cpus.Length;
        for (int i = 0; i < count; i++)
        {
            _bases.Add(Memory.Allocate(BaseSize, $"tvec_bases({i})", RegionKind.Control));
            _lines.Add(_kernel.Interrupts.AddLine("timer", i, TimerInterrupt));
        }

        _budget.Add(Memory.Allocate(2 * Bytes, "clock", RegionKind.Control));
        Memory.Poke(_budget[0], DefaultExpiries);
        _kernel.SoftIrqs.Open(SoftIrq.Timer, RunTimers);
        _clock.Add(new ClockActor(_kernel.Computer, _kernel.Host, _kernel.Jiffies, this));
        _text.Add(_kernel.Text.NewRegion("kernel", 4, Shadow.Live));
    }

    /// <summary>A timer function of the kernel's own, by its slot.</summary>
    internal Address KernelFunction(int slot, string name, TimerFunction code) => _kernel.Text.Add(_text[0], slot, name, code);

    /// <summary>__mod_timer: arms it on the current CPU. Inside a step.</summary>
    internal void Arm(TimerList timer, long expires)
    {
        int index = _bases.Count == 1 ? 0 : _kernel.CurrentCpu.Id;
        timer.Expires = Math.Max(expires, Now + 1);
        timer.Base = index + 1;
        var link = _bases[index];
        var next = new TimerList(_kernel, new Address((int)Memory.Peek(link)));
        while (!next.Address.IsNull && next.Expires <= timer.Expires)
        {
            link = next.Address;
            next = new TimerList(_kernel, next.Next);
        }

        timer.Next = next.Address;
        Memory.Poke(link, timer.Address.Value);
        _clock[0].Refresh();
    }

    /// <summary>detach_timer: whether it was pending. Inside a step.</summary>
    internal bool Disarm(TimerList timer)
    {
        if (!timer.IsPending)
        {
            return false;
        }

        var link = _bases[(int)timer.Base - 1];
        while (Memory.Peek(link) != timer.Address.Value)
        {
            link = new Address((int)Memory.Peek(link));
        }

        Unlink(link, timer);
        _clock[0].Refresh();
        return true;
    }

    /// <summary>The first armed timer that lies in a module or leads into it. Inside a step.</summary>
    internal TimerList? FirstArmed(Address function)
    {
        foreach (var timers in _bases)
        {
            for (var timer = new TimerList(_kernel, new Address((int)Memory.Peek(timers))); !timer.Address.IsNull; timer = new TimerList(_kernel, timer.Next))
            {
                if (timer.Function == function)
                {
                    return timer;
                }
            }
        }

        return null;
    }

    internal TimerList? FindArmed(KernelModule module)
    {
        foreach (var timers in _bases)
        {
            var timer = new TimerList(_kernel, new Address((int)Memory.Peek(timers)));
            while (!timer.Address.IsNull)
            {
                if (Leftovers.Concerns(_kernel, module, timer))
                {
                    return timer;
                }

                timer = new TimerList(_kernel, timer.Next);
            }
        }

        return null;
    }

    /// <summary>Reads what decides whether the clock can go on.</summary>
    internal void ReadClockConditions()
    {
        if (InUse)
        {
            _ = CanTick;
        }
    }

    private static bool IsOfKernel(LinuxKernel kernel, Address function) => kernel.Text.Resolve(function).Code is TimerFunction { Target: Workqueues or ProcessTimeouts };

    private bool HasDue(Address timers)
    {
        var first = new TimerList(_kernel, new Address((int)Memory.Peek(timers)));
        return !first.Address.IsNull && first.Expires <= Now;
    }

    // The earliest expiry that lies ahead; what is due already has its interrupt. 0: none.
    private long NextExpiry(long now)
    {
        long best = 0;
        foreach (var timers in _bases)
        {
            var timer = new TimerList(_kernel, new Address((int)Memory.Peek(timers)));
            while (!timer.Address.IsNull && timer.Expires <= now)
            {
                timer = new TimerList(_kernel, timer.Next);
            }

            if (!timer.Address.IsNull && (best == 0 || timer.Expires < best))
            {
                best = timer.Expires;
            }
        }

        return best;
    }

    private void Unlink(Address link, TimerList timer)
    {
        Memory.Poke(link, timer.Next.Value);
        timer.Next = Address.Null;
        timer.Base = 0;
        timer.Expires = 0;
    }

    /// <summary>The timer interrupt: run_local_timers raises the softirq.</summary>
    private KTask<int> TimerInterrupt()
    {
        int cpu = _kernel.CurrentCpu.Id;
        if (HasDue(_bases.Count == 1 ? _bases[0] : _bases[cpu]))
        {
            _kernel.SoftIrqs.Raise(cpu, SoftIrq.Timer);
        }

        return new KTask<int>(0);
    }

    /// <summary>__run_timers.</summary>
    private async KTask<int> RunTimers(int cpu)
    {
        var timers = _bases.Count == 1 ? _bases[0] : _bases[cpu];
        while (true)
        {
            _kernel.Computer.Announce(Operation.Timer, timers, new Site("timer.c", 1, "__run_timers"));
            long expired = await new Step<ExpireBody>(_kernel.Computer, new ExpireBody(this, timers));
            if (expired == 0)
            {
                return 0;
            }

            if (expired < 0)
            {
                await _kernel.SoftIrqs.Panic();
            }

            // Only this CPU's softirq writes these two: they are its local variables.
            var function = new Address((int)Memory.Peek(timers + FunctionOffset));
            var argument = new Address((int)Memory.Peek(timers + DataOffset));
            var code = (TimerFunction)_kernel.Text.Resolve(function).Code;
            if (IsOfKernel(_kernel, function))
            {
                await code(argument);
                continue;
            }

            long before = await _kernel.EnterModule(function);
            await code(argument);
            await _kernel.LeaveModule(function, before, 0);
        }
    }

    /// <summary>The section of __run_timers under the base's lock: the first due timer leaves the list and is marked running.</summary>
    private readonly struct ExpireBody(KernelTimers owner, Address timers) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            var ran = new Address((int)memory.Peek(timers + RunningOffset));
            if (!ran.IsNull)
            {
                // Who waits for the handler comes after it.
                computer.Release(ran);
            }

            memory.Poke(timers + RunningOffset, 0);
            var timer = new TimerList(owner._kernel, new Address((int)memory.Peek(timers)));
            if (timer.Address.IsNull || timer.Expires > owner.Now)
            {
                owner._kernel.HandlerWaits.Refresh();
                if (computer.Recording)
                {
                    computer.Note("__run_timers: no timer due");
                }

                return 0;
            }

            if (!computer.Check(timer.Address, TimerList.Size))
            {
                return -1;
            }

            owner.Unlink(timers, timer);
            computer.Acquire(timer.Address);
            memory.Poke(timers + RunningOffset, timer.Address.Value);
            memory.Poke(timers + FunctionOffset, timer.Function.Value);
            memory.Poke(timers + DataOffset, owner._kernel.Profile.Generation == KernelGeneration.V68 ? timer.Address.Value : timer.Data.Value);
            owner._kernel.HandlerWaits.Refresh();
            if (computer.Recording)
            {
                computer.Note($"__run_timers: {memory.NameOf(timer.Address)} expires");
            }

            return timer.Address.Value;
        }
    }
}
