using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>
/// Virtual time: an agent that can step while a timer is pending. A step takes the time to the next tick or to the next
/// expiry, which is a data choice where they differ, and lets expire what is due.
/// </summary>
internal sealed class SmallClock
{
    private static readonly Site Here = new("SmallClock.cs", 1, "tick");

    private readonly Computer _computer;
    private readonly int _timers;
    private readonly Action<int> _expire;
    private readonly Address _expiry;
    private readonly int _agent;
    private readonly Tick _tick;

    internal SmallClock(Computer computer, int timers, Action<int> expire)
    {
        _computer = computer;
        _timers = timers;
        _expire = expire;
        Jiffies = computer.Memory.Allocate(8, "jiffies", RegionKind.KernelData);
        _expiry = computer.Memory.Allocate(8 * timers, "timers", RegionKind.KernelData);
        _agent = computer.AddAgent("clock", AgentKind.Clock, -2, daemon: true).Id;
        _tick = new Tick(this);
    }

    internal Address Jiffies { get; }

    private KernelMemory Memory => _computer.Memory;

    internal void Arm(int timer, int ticks)
    {
        Memory.Poke(_expiry + (8 * timer), Memory.Peek(Jiffies) + ticks);
        Update();
    }

    internal bool Disarm(int timer)
    {
        bool was = Memory.Peek(_expiry + (8 * timer)) != 0;
        Memory.Poke(_expiry + (8 * timer), 0);
        Update();
        return was;
    }

    private long Next()
    {
        long next = 0;
        for (int i = 0; i < _timers; i++)
        {
            long expiry = Memory.Peek(_expiry + (8 * i));
            next = expiry != 0 && (next == 0 || expiry < next) ? expiry : next;
        }

        return next;
    }

    private void Update()
    {
        bool pending = Next() != 0;
        if (pending && _computer.PendingOperation(_agent) == Operation.None)
        {
            _computer.AnnounceFor(_agent, Operation.Kernel, Jiffies, Here, _tick);
        }

        _computer.Block(_agent, Blocked.Condition, !pending);
    }

    private void Advance()
    {
        long now = Memory.Peek(Jiffies);
        long next = Next();
        now = next > now + 1 && _computer.ChooseValue(2, observed: false) == 0 ? now + 1 : next;
        Memory.Poke(Jiffies, now);
        for (int i = 0; i < _timers; i++)
        {
            long expiry = Memory.Peek(_expiry + (8 * i));
            if (expiry != 0 && expiry <= now)
            {
                Memory.Poke(_expiry + (8 * i), 0);
                _expire(i);
            }
        }

        _computer.Complete(0);
        Update();
    }

    private sealed class Tick(SmallClock clock) : Frame
    {
        public override void Resume() => clock.Advance();
    }
}
