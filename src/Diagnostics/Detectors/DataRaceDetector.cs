using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// Data races: two accesses to one location, at least one of them a write and at least one plain, that nothing the
/// program did has put in an order. What the scheduler happened to do orders nothing.
/// </summary>
/// <remarks>
/// <para>Happens-before is exact, as in FastTrack (Flanagan and Freund, PLDI 2009), but kept the other way round, as in
/// Goldilocks (Elmas, Qadeer and Tasiran, PLDI 2007): instead of a vector clock for each agent and lock there is, for each
/// access that still matters, the set of agents and synchronisation objects that come after it. The answers are the same.
/// Clocks count, so that two equal situations reached in different ways would differ in their digests and a loop would
/// never come back to a known one; sets do not.</para>
/// <para>Further deviations. The last read and the last write of each agent are kept, marked and plain apart, and not one
/// access a location: what is found does not depend on which reader came last. Releases add to an object and never
/// replace what was released to it before. What is no lock has sections instead (<see cref="ISections"/>): every step
/// inside one is taken as acquiring and releasing it, which gives the same order since nobody else can be in it. A plain
/// aligned access is one access, never torn, and a write of the value that was there counts all the same.</para>
/// <para>Kernel variables, variables of modules and the heap are watched; user memory, control blocks and ghosts not.</para>
/// </remarks>
public sealed class DataRaceDetector : IDetector, IOrderObserver, IRaceWatch
{
    /// <summary>The kind of its findings.</summary>
    public const string Kind = "data-race";

    private const int WordBytes = 8;
    private const int Unwatched = 0;

    private readonly int _nth;
    private readonly ISections? _sections;
    private readonly List<Finding> _races = [];
    private readonly List<Key> _keys = [];
    private DataRaceMembers? _members;
    private DataRaceHistory? _history;
    private Computer? _computer;
    private int[] _regionOf = [];
    private Finding? _due;
    private int _known;

    /// <summary>A detector that ends a run at the <paramref name="nth"/> distinct race in it, from 1; with 0 it only keeps them.</summary>
    /// <param name="sections">The sections of the computer's CPUs; null where it has none.</param>
    /// <param name="nth">Which race ends a run.</param>
    public DataRaceDetector(ISections? sections = null, int nth = 1)
    {
        _sections = sections;
        _nth = nth;
    }

    /// <inheritdoc/>
    public string Name => "race";

    /// <inheritdoc/>
    public bool OnlyWatches => _nth == 0;

    /// <inheritdoc/>
    public bool WantsSteps => true;

    /// <inheritdoc/>
    public DetectorSight Sight => DetectorSight.HappensBefore;

    /// <summary>All that is remembered and can still matter: what was accessed, and who comes after it.</summary>
    public ulong? Digest => _computer is null ? 0 : _history!.Digest(_computer) + (ulong)_keys.Count;

    /// <inheritdoc/>
    public IReadOnlyList<Finding> Races => _races;

    /// <inheritdoc/>
    public void Begin()
    {
        _history?.Clear();
        _races.Clear();
        _keys.Clear();
        _due = null;
        _known = 0;
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        if (computer.Finding is not null)
        {
            // Something else has ended the run in this very step: a replay would end with that as well.
            _races.RemoveRange(_known, _races.Count - _known);
        }

        _known = _races.Count;
        return _due;
    }

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault) => null;

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => null;

    /// <inheritdoc/>
    public void OnAcquire(Computer computer, int agent, Address sync)
    {
        Know(computer);
        int from = _members!.BitOf(sync);
        BeginRule(agent, out int unpreempted, out int uninterrupted);
        _history!.If(from);
        Sections(agent, unpreempted, uninterrupted);
        _history.Apply();
    }

    /// <inheritdoc/>
    public void OnRelease(Computer computer, Address sync)
    {
        Know(computer);
        int to = _members!.BitOf(sync);
        BeginRule(computer.Current, out int unpreempted, out int uninterrupted);
        _history!.Then(to);
        Sections(computer.Current, unpreempted, uninterrupted);
        _history.Apply();
    }

    /// <inheritdoc/>
    public void OnAccess(Computer computer, in SharedAccess access)
    {
        Know(computer);
        int start = access.Address.Value;
        int end = start + access.Size;
        if (start < 0 || end > _regionOf.Length * WordBytes || _regionOf[start / WordBytes] == Unwatched)
        {
            return;
        }

        int agent = computer.Current;
        BeginRule(agent, out int unpreempted, out int uninterrupted);
        Sections(agent, unpreempted, uninterrupted);
        if (unpreempted >= 0 || uninterrupted >= 0)
        {
            // Outside every section the rule says no more than that the agent comes after what it comes after.
            _history!.Apply();
        }

        int region = _regionOf[start / WordBytes];
        for (int word = start / WordBytes; word * WordBytes < end; word++)
        {
            int first = Math.Max(start - (word * WordBytes), 0);
            int last = Math.Min(end - (word * WordBytes), WordBytes);
            byte mask = (byte)((0xFF << first) & (0xFF >> (WordBytes - last)));
            int race = Look(word, agent, mask, access, region, out int own);
            while (race != DataRaceHistory.None)
            {
                Race(computer, _history![race], access, region);
                race = Look(word, agent, mask, access, region, out own);
            }

            _history!.Remember(own, agent, word, mask, access);
        }
    }

    /// <summary>
    /// Of the accesses that race with one that is about to be made, in a way not met in this run yet, the first in the order
    /// of agents and lines; and the one that it replaces.
    /// </summary>
    private int Look(int word, int agent, byte mask, in SharedAccess access, int region, out int own)
    {
        int best = own = DataRaceHistory.None;
        for (int i = _history!.FirstOf(word); i != DataRaceHistory.None; i = _history[i].Next)
        {
            ref readonly var earlier = ref _history[i];
            if (earlier.Agent == agent)
            {
                if (own == DataRaceHistory.None && earlier.IsReplacedBy(agent, mask, access))
                {
                    own = i;
                }
            }
            else if (_history.Races(i, agent, mask, access) && !IsMet(KeyOf(earlier, access, region))
                && (best == DataRaceHistory.None || _history.KeyOf(i) < _history.KeyOf(best)))
            {
                best = i;
            }
        }

        return best;
    }

    private static Key KeyOf(in DataRaceHistory.Record earlier, in SharedAccess later, int region)
        => new(region, Math.Min(earlier.Line, later.Line), Math.Max(earlier.Line, later.Line));

    private bool IsMet(in Key key)
    {
        foreach (ref readonly var met in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_keys))
        {
            if (met.First == key.First && met.Second == key.Second && met.Region == key.Region)
            {
                return true;
            }
        }

        return false;
    }

    private void BeginRule(int agent, out int unpreempted, out int uninterrupted)
    {
        unpreempted = uninterrupted = -1;
        if (_sections is not null)
        {
            var section = _sections.Unpreempted(agent);
            unpreempted = section.IsNull ? -1 : _members!.BitOf(section);
            section = _sections.Uninterrupted(agent);
            uninterrupted = section.IsNull ? -1 : _members!.BitOf(section);
        }

        // All bits are given before the sets are looked at: a new one may make them wider.
        _history!.BeginRule();
    }

    /// <summary>The agent and the sections it is in come after the same things.</summary>
    private void Sections(int agent, int unpreempted, int uninterrupted)
    {
        _history!.If(agent);
        _history.Then(agent);
        if (unpreempted >= 0)
        {
            _history.If(unpreempted);
            _history.Then(unpreempted);
        }

        if (uninterrupted >= 0)
        {
            _history.If(uninterrupted);
            _history.Then(uninterrupted);
        }
    }

    private void Race(Computer computer, in DataRaceHistory.Record earlier, in SharedAccess later, int start)
    {
        var key = KeyOf(earlier, later, start);
        _keys.Add(key);
        if (_nth != 0 && _keys.Count != _nth)
        {
            return;
        }

        // The subject must be the same with and without a recorder, which alone gives heap objects their names.
        var region = computer.Memory.RegionNear(later.Address)!;
        var finding = new Finding(
            Name,
            Kind,
            $"{region.Name}, lines {key.First} and {key.Second}",
            $"data race on {region.Name}: {computer.Agents[earlier.Agent].Name} and {computer.Agents[computer.Current].Name}",
            computer.Current)
        {
            Object = later.Address,
            Other = new OtherAccess(earlier.Agent, earlier.Line, earlier.IsWrite),
            Size = later.Size,
        };
        if (_nth == 0)
        {
            _races.Add(finding);
        }
        else
        {
            _due = finding;
        }
    }

    private void Know(Computer computer)
    {
        if (_computer is not null)
        {
            return;
        }

        _computer = computer;
        _members = new DataRaceMembers(computer.Agents.Count);
        _history = new DataRaceHistory(_members);
        foreach (var region in computer.Memory.Regions)
        {
            int start = region.Start.Value / WordBytes;
            int end = (region.Start.Value + region.Size + WordBytes - 1) / WordBytes;
            if (end > _regionOf.Length)
            {
                Array.Resize(ref _regionOf, Math.Max(end, _regionOf.Length * 2));
            }

            bool isWatched = region.Kind is RegionKind.KernelData or RegionKind.ModuleData or RegionKind.Heap;
            _regionOf.AsSpan(start, end - start).Fill(isWatched ? region.Start.Value : Unwatched);
        }
    }

    private readonly record struct Key(int Region, int First, int Second);
}
