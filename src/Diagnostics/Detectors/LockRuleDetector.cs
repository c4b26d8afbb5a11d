using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// The rules of locking, held whether or not a run deadlocks: locks are taken in one order, and one that a handler takes is
/// held elsewhere with that kind of handler kept out.
/// </summary>
/// <remarks>
/// <para>After kernel/locking/lockdep.c of 6.8. A lock is a class of its own here, by its address. A reader does not
/// exclude a reader; what is only tried is not waited for, and stands at the beginning of an order only. The rule about a
/// lock of handlers above one that is not is left out: the state itself, or the deadlock, is found.</para>
/// <para>What is remembered is a set of facts that only grows in a run, and who holds what. Which step completes a broken
/// rule depends on the order of steps; that it is broken does not.</para>
/// </remarks>
public sealed class LockRuleDetector : IDetector, ILockObserver
{
    /// <summary>The kind of a broken order.</summary>
    public const string OrderKind = "lock-order";

    /// <summary>The kind of a lock of handlers that is held where one can come.</summary>
    public const string StateKind = "irq-unsafe-lock";

    private readonly List<Usage> _usages = [];
    private readonly List<Edge> _edges = [];
    private readonly List<Held> _held = [];
    private Finding? _due;

    /// <inheritdoc/>
    public string Name => "lockdep";

    /// <inheritdoc/>
    public bool WantsSteps => true;

    /// <inheritdoc/>
    public DetectorSight Sight => DetectorSight.HappensBefore;

    /// <summary>The facts, in any order, and who holds what.</summary>
    public ulong? Digest
    {
        get
        {
            ulong digest = 0;
            foreach (var usage in _usages)
            {
                digest += Hashing.At((uint)usage.Lock.Value, usage.Key);
            }

            foreach (var edge in _edges)
            {
                digest += Hashing.At((uint)edge.From.Value | (1UL << 40), edge.Key);
            }

            foreach (var held in _held)
            {
                digest += Hashing.At((uint)held.Lock.Value | (1UL << 41), held.Key);
            }

            return digest;
        }
    }

    /// <inheritdoc/>
    public void Begin()
    {
        _usages.Clear();
        _edges.Clear();
        _held.Clear();
        _due = null;
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer) => _due;

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault) => null;

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => null;

    /// <inheritdoc/>
    public void OnTaken(Computer computer, in LockUse use)
    {
        ArgumentNullException.ThrowIfNull(computer);
        int agent = computer.Current;
        Note(computer, use.Lock, use.IsRead, use.Context, use.Line);
        foreach (var held in _held)
        {
            if (held.Agent == agent && !use.IsTried)
            {
                Follow(computer, held, use);
            }
        }

        _held.Add(new Held(agent, use.Lock, use.IsRead, use.Line));
    }

    /// <inheritdoc/>
    public void OnGiven(Computer computer, Address @lock)
    {
        ArgumentNullException.ThrowIfNull(computer);
        int agent = computer.Current;
        int at = _held.FindLastIndex(h => h.Agent == agent && h.Lock == @lock);
        if (at >= 0)
        {
            _held.RemoveAt(at);
        }
    }

    /// <inheritdoc/>
    public void OnExposed(Computer computer, LockContext context)
    {
        ArgumentNullException.ThrowIfNull(computer);
        for (int i = 0; i < _held.Count; i++)
        {
            if (_held[i].Agent == computer.Current)
            {
                Note(computer, _held[i].Lock, _held[i].IsRead, context, _held[i].Line);
            }
        }
    }

    private static string NameOf(Computer computer, Address @lock) => computer.Memory.RegionNear(@lock)?.Locate(@lock) ?? @lock.ToString();

    private static string AgentOf(Computer computer, int agent) => computer.Agents[agent].Name;

    /// <summary>A new fact about where a lock is held.</summary>
    private void Note(Computer computer, Address @lock, bool isRead, LockContext context, int line)
    {
        for (var part = LockContext.InHardIrq; part <= LockContext.SoftIrqsOn; part = (LockContext)((int)part << 1))
        {
            if ((context & part) == 0 || _usages.Exists(u => u.Lock == @lock && u.Part == part && u.IsRead == isRead))
            {
                continue;
            }

            var usage = new Usage(@lock, part, isRead, computer.Current, line);
            _usages.Add(usage);
            foreach (var other in _usages)
            {
                if (other.Lock == @lock && IsUnsafe(other.Part, part) && !(other.IsRead && isRead))
                {
                    Inconsistent(computer, other, usage);
                    break;
                }
            }
        }
    }

    private static bool IsUnsafe(LockContext one, LockContext other)
        => (one | other) is (LockContext.InHardIrq | LockContext.IrqsOn) or (LockContext.InSoftIrq | LockContext.SoftIrqsOn);

    private void Inconsistent(Computer computer, Usage earlier, Usage later)
    {
        string name = NameOf(computer, later.Lock);
        _due ??= new Finding(
            Name,
            StateKind,
            name,
            $"inconsistent lock state: {name} is {earlier.InWords} by {AgentOf(computer, earlier.Agent)} and {later.InWords} by {AgentOf(computer, later.Agent)}",
            later.Agent)
        {
            Object = later.Lock,
            Other = new OtherAccess(earlier.Agent, earlier.Line, IsWrite: !earlier.IsRead),
        };
    }

    /// <summary>A lock is taken with another one held.</summary>
    private void Follow(Computer computer, in Held held, in LockUse use)
    {
        if (held.Lock == use.Lock)
        {
            if (!(held.IsRead && use.IsRead))
            {
                Report(computer, use.Lock, $"{AgentOf(computer, held.Agent)} takes {NameOf(computer, use.Lock)}, which it holds already", held.Agent, held.Line);
            }

            return;
        }

        var edge = new Edge(held.Lock, use.Lock, held.IsRead, use.IsRead, held.Agent, use.Line);
        if (_edges.Exists(e => e.Key == edge.Key && e.From == edge.From))
        {
            return;
        }

        _edges.Add(edge);
        if (WayBack(edge, edge, 0) is { } back)
        {
            string taken = NameOf(computer, use.Lock);
            string first = NameOf(computer, held.Lock);
            Report(
                computer,
                use.Lock,
                $"possible circular locking dependency: {AgentOf(computer, held.Agent)} takes {taken} with {first} held, and {AgentOf(computer, back.Agent)} "
                    + (back.From == use.Lock && back.To == held.Lock ? $"takes {first} with {taken} held" : $"takes {NameOf(computer, back.To)} with {NameOf(computer, back.From)} held"),
                back.Agent,
                back.Line);
        }
    }

    /// <summary>The last link of a chain that leads from an edge back to where another began; null if there is none.</summary>
    private Edge? WayBack(in Edge edge, in Edge start, int depth)
    {
        if (depth > _edges.Count)
        {
            return null;
        }

        foreach (var next in _edges)
        {
            // A reader goes past a reader.
            if (next.From != edge.To || (edge.TakesToRead && next.HoldsToRead))
            {
                continue;
            }

            if (next.To == start.From ? !(next.TakesToRead && start.HoldsToRead) : WayBack(next, start, depth + 1) is not null)
            {
                return next.To == start.From ? next : WayBack(next, start, depth + 1);
            }
        }

        return null;
    }

    private void Report(Computer computer, Address @lock, string text, int otherAgent, int otherLine)
        => _due ??= new Finding(Name, OrderKind, NameOf(computer, @lock), text, computer.Current)
        {
            Object = @lock,
            Other = new OtherAccess(otherAgent, otherLine, IsWrite: true),
        };

    private readonly record struct Usage(Address Lock, LockContext Part, bool IsRead, int Agent, int Line)
    {
        internal ulong Key => ((ulong)Part << 1) | (IsRead ? 1UL : 0);

        /// <summary>In lockdep's letters: {IN-HARDIRQ-W}, {SOFTIRQ-ON-R}.</summary>
        internal string InWords
        {
            get
            {
                string letter = IsRead ? "R" : "W";
                return Part switch
                {
                    LockContext.InHardIrq => $"taken in a hard interrupt {{IN-HARDIRQ-{letter}}}",
                    LockContext.InSoftIrq => $"taken in a softirq {{IN-SOFTIRQ-{letter}}}",
                    LockContext.IrqsOn => $"held with interrupts on {{HARDIRQ-ON-{letter}}}",
                    _ => $"held with softirqs on {{SOFTIRQ-ON-{letter}}}",
                };
            }
        }
    }

    private readonly record struct Edge(Address From, Address To, bool HoldsToRead, bool TakesToRead, int Agent, int Line)
    {
        internal ulong Key => ((ulong)(uint)To.Value << 2) | (HoldsToRead ? 2UL : 0) | (TakesToRead ? 1UL : 0);
    }

    private readonly record struct Held(int Agent, Address Lock, bool IsRead, int Line)
    {
        internal ulong Key => ((ulong)(uint)Agent << 1) | (IsRead ? 1UL : 0);
    }
}
