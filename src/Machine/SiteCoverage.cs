using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>
/// Which places of module code the schedules of a search have come to, which values data choices had, and in which order
/// two agents came to one object; each with the number of the first schedule that showed it. Sets of several computers
/// merge in any order.
/// </summary>
/// <remarks>
/// <para>Asked in steps of module code alone, and cut down to what costs a compare and a load each; nothing is allocated
/// once all places have been seen.</para>
/// <para>An order is one of two accesses by different agents to one word, of which one writes it, with no write of a
/// third between them. That does not change when steps that commute are exchanged, so one schedule of a class of
/// equivalent ones tells for all. Of readers between two writes the first four are remembered, of words 256 a schedule, of
/// places 255.</para>
/// </remarks>
public sealed partial class SiteCoverage
{
    private const int MaxSites = 256;
    private const int Words = 256;
    private const int Probes = 8;
    private const int Readers = 4;

    private readonly List<Site> _sites = [default];
    private readonly List<(string File, int[] Lines)> _files = [];
    private readonly Dictionary<(int Site, Operation Operation, int Count), long[]> _choices = [];
    private readonly long[] _first = new long[MaxSites];
    private readonly long[] _orders = new long[MaxSites * MaxSites];
    private readonly Word[] _words = new Word[Words];
    private int[] _at = new int[8];
    private string _file = "";
    private int[] _lines = [];
    private int _epoch;

    /// <summary>The number of the schedule under way, from 1; counted by itself unless somebody sets it.</summary>
    public long Schedule { get; set; }

    /// <summary>Whether anything was left out because there was too much of it.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>The places, with the first schedule that came to each.</summary>
    public IEnumerable<(Site Site, long First)> Sites => _sites.Select((site, i) => (site, _first[i])).Skip(1);

    /// <summary>The data choices: where, in which operation, and for each value the first schedule that took it; 0 for none.</summary>
    public IEnumerable<(Site Site, Operation Operation, IReadOnlyList<long> First)> Choices
        => _choices.Select(c => (_sites[c.Key.Site], c.Key.Operation, (IReadOnlyList<long>)c.Value));

    /// <summary>The orders: the earlier place, the later one, and the first schedule that had them so.</summary>
    public IEnumerable<(Site Earlier, Site Later, long First)> Orders
    {
        get
        {
            for (int i = 1; i < _sites.Count; i++)
            {
                for (int j = 1; j < _sites.Count; j++)
                {
                    if (_orders[(i * MaxSites) + j] is var first and not 0)
                    {
                        yield return (_sites[i], _sites[j], first);
                    }
                }
            }
        }
    }

    internal void BeginRun()
    {
        Schedule++;
        _epoch++;
        Array.Clear(_at);
    }

    /// <summary>An agent comes to a place in module code.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Came(int agent, in Site site)
    {
        if (ReferenceEquals(site.File, _file) && (uint)site.Line < (uint)_lines.Length && _lines[site.Line] is var known and not 0 && agent < _at.Length)
        {
            _at[agent] = known;
            return;
        }

        ComeNew(agent, site);
    }

    /// <summary>The agent has made the access it came to.</summary>
    internal void Accessed(int agent, int target, int line, bool isWrite)
    {
        int site = agent < _at.Length ? _at[agent] : 0;
        if (site == 0 || _sites[site].Line != line)
        {
            return;
        }

        int me = (site << 16) | agent;
        int index = WordOf(target >> 3);
        if (index < 0)
        {
            IsPartial = true;
            return;
        }

        ref var word = ref _words[index];
        Order(word.Writer, me);
        if (!isWrite)
        {
            for (int i = 0; i < Readers; i++)
            {
                if (word.Readers[i] == me)
                {
                    return;
                }

                if (word.Readers[i] == 0)
                {
                    word.Readers[i] = me;
                    return;
                }
            }

            IsPartial = true;
            return;
        }

        for (int i = 0; i < Readers && word.Readers[i] != 0; i++)
        {
            Order(word.Readers[i], me);
            word.Readers[i] = 0;
        }

        word.Writer = me;
    }

    /// <summary>A data choice of the step being taken.</summary>
    internal void Chose(int agent, Operation operation, int line, int count, int value)
    {
        int site = agent < _at.Length && _sites[_at[agent]].Line == line ? _at[agent] : 0;
        if (!_choices.TryGetValue((site, operation, count), out long[]? first))
        {
            if (count > 64 || _choices.Count == MaxSites)
            {
                IsPartial = true;
                return;
            }

            _choices.Add((site, operation, count), first = new long[count]);
        }

        first[value] = first[value] == 0 ? Schedule : first[value];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _sites.RemoveRange(1, _sites.Count - 1);
        _files.Clear();
        _choices.Clear();
        Array.Clear(_first);
        Array.Clear(_orders);
        (_file, _lines) = ("", []);
        Schedule = 0;
        IsPartial = false;
    }

    /// <summary>
    /// Adds what another computer's schedules have come to, up to a schedule; there are <paramref name="offset"/> others
    /// before its first.
    /// </summary>
    public void Merge(SiteCoverage other, long upTo = long.MaxValue, long offset = 0)
    {
        ArgumentNullException.ThrowIfNull(other);
        IsPartial |= other.IsPartial;
        foreach (var (site, first) in other.Sites.Where(s => s.First <= upTo))
        {
            Lower(ref _first[Index(site)], first + offset);
        }

        foreach (var (earlier, later, first) in other.Orders.Where(o => o.First <= upTo))
        {
            Lower(ref _orders[(Index(earlier) * MaxSites) + Index(later)], first + offset);
        }

        foreach (var (key, values) in other._choices)
        {
            if (values.All(v => v == 0 || v > upTo))
            {
                continue;
            }

            var mine = (key.Site == 0 ? 0 : Index(other._sites[key.Site]), key.Operation, key.Count);
            if (!_choices.TryGetValue(mine, out long[]? firsts))
            {
                _choices.Add(mine, firsts = new long[values.Length]);
            }

            for (int i = 0; i < values.Length; i++)
            {
                if (values[i] != 0 && values[i] <= upTo)
                {
                    Lower(ref firsts[i], values[i] + offset);
                }
            }
        }
    }

    private static void Lower(ref long first, long to) => first = first == 0 ? to : Math.Min(first, to);

    private void Order(int earlier, int later)
    {
        if (earlier != 0 && (earlier & 0xffff) != (later & 0xffff))
        {
            ref long first = ref _orders[((earlier >> 16) * MaxSites) + (later >> 16)];
            first = first == 0 ? Schedule : first;
        }
    }

    private int WordOf(int word)
    {
        for (int i = 0; i < Probes; i++)
        {
            int index = (word + i) & (Words - 1);
            ref var slot = ref _words[index];
            if (slot.Epoch != _epoch)
            {
                slot = new Word { Epoch = _epoch, Index = word };
                return index;
            }

            if (slot.Index == word)
            {
                return index;
            }
        }

        return -1;
    }

    private void ComeNew(int agent, in Site site)
    {
        if (agent >= _at.Length)
        {
            Array.Resize(ref _at, agent * 2);
        }

        int index = Index(site);
        _at[agent] = index;
        if (index != 0 && _first[index] == 0)
        {
            _first[index] = Schedule;
        }
    }

    /// <summary>The number of a place, new if need be; 0 if there are too many.</summary>
    private int Index(in Site site)
    {
        if (!ReferenceEquals(site.File, _file))
        {
            Turn(site.File);
        }

        if (site.Line >= _lines.Length)
        {
            Array.Resize(ref _lines, Math.Max(site.Line + 1, 512));
            int file = _files.FindIndex(f => f.File == _file);
            _files[file] = (_file, _lines);
        }

        if (_lines[site.Line] == 0)
        {
            if (_sites.Count == MaxSites)
            {
                IsPartial = true;
                return 0;
            }

            _lines[site.Line] = _sites.Count;
            _sites.Add(site);
        }

        return _lines[site.Line];
    }

    private void Turn(string file)
    {
        foreach (var (name, lines) in _files)
        {
            if (name == file)
            {
                (_file, _lines) = (file, lines);
                return;
            }
        }

        _files.Add((file, []));
        (_file, _lines) = (file, []);
    }

    private struct Word
    {
        public int Epoch;
        public int Index;
        public int Writer;
        public ReaderArray Readers;
    }

    [InlineArray(Readers)]
    private struct ReaderArray
    {
        private int _first;
    }
}
