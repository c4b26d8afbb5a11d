using System.Globalization;
using System.Text;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Where a hunt stands, kept in a file, so that it can go on there after whatever ended its process: at most what it did in
/// the last moments is done again.
/// </summary>
/// <remarks>
/// What is kept is always a state in which nothing is under way, as every uninterrupted hunt comes to it too; so the hunt
/// that goes on finds what the uninterrupted one would have found.
/// </remarks>
internal sealed class HuntCheckpoint : IDisposable
{
    /// <summary>How old what is kept may become; the rounds of a search come on top.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(500);

    private readonly CheckpointFile _file;
    private readonly TimeProvider _time;
    private readonly List<SearchOutcome> _outcomes = [];
    private long _written;
    private Stage _stage;
    private byte[] _rest = [];

    private HuntCheckpoint(CheckpointFile file, TimeProvider time)
    {
        _file = file;
        _time = time;
        _written = time.GetTimestamp();
    }

    private enum Stage : byte
    {
        Nothing,
        Tree,
        Sampling,
        Done,
    }

    /// <summary>Whether the hunt was over.</summary>
    internal bool IsDone => _stage == Stage.Done;

    /// <summary>Whether what is left of a tree was kept.</summary>
    internal bool HasTree => _stage == Stage.Tree;

    /// <summary>Whether a search that samples had begun.</summary>
    internal bool HasSamples => _stage == Stage.Sampling;

    /// <summary>What the searches came to that were over; with the one that was not as the last.</summary>
    internal IReadOnlyList<SearchOutcome> Outcomes => _outcomes;

    /// <summary>The strategy that was at work.</summary>
    internal string Strategy { get; private set; } = "";

    /// <summary>Schedules that need not be run again.</summary>
    internal long Schedules => _outcomes.Sum(outcome => outcome.Schedules);

    /// <summary>Whether it is time to keep a new state.</summary>
    internal bool IsDue => _time.GetElapsedTime(_written) >= s_interval;

    /// <summary>Opens the checkpoint of a hunt; null if it has none.</summary>
    /// <exception cref="CheckpointException">The file is damaged, or belongs to another hunt.</exception>
    internal static HuntCheckpoint? Open(HuntOptions options, ISubject subject, Computer computer, DistinctCount distinct)
    {
        if (options.Checkpoint is not { } path)
        {
            return null;
        }

        var file = CheckpointFile.Open(path, NameOf(options, subject, computer));
        var checkpoint = new HuntCheckpoint(file, options.TimeProvider);
        if (file.Content is { } content)
        {
            try
            {
                checkpoint.Read(content, distinct);
            }
            catch (Exception e) when (e is IOException or ArgumentException or FormatException)
            {
                throw CheckpointFile.Refused(path, e);
            }

            options.Resumed?.Invoke(checkpoint.Schedules);
        }

        return checkpoint;
    }

    /// <summary>What is left of the tree, and what is known of states.</summary>
    internal (SearchTotals Totals, WorkTree Tree) ReadTree(VisitedStates? visited)
    {
        visited?.Read(new BinaryReader(new MemoryStream(_file.ReadLog())));
        return SavedTree.Read(new BinaryReader(new MemoryStream(_rest)), visited);
    }

    /// <summary>What a strategy that samples had learned.</summary>
    internal BinaryReader ReadLearned() => new(new MemoryStream(_rest));

    /// <summary>Keeps a state of a search in a tree.</summary>
    internal void Keep(SearchOutcome soFar, SearchTotals totals, WorkTree tree, DistinctCount? distinct)
    {
        using var states = new MemoryStream();
        using var log = new BinaryWriter(states);
        tree.Visited?.WriteFresh(log);
        Write(Stage.Tree, [soFar], soFar.Strategy, distinct, to => SavedTree.Write(to, totals, tree), states.GetBuffer().AsSpan(0, (int)states.Length));
    }

    /// <summary>Keeps a state of a search that samples; <paramref name="learned"/> writes what its strategy has learned.</summary>
    internal void Keep(IReadOnlyList<SearchOutcome> before, SearchOutcome soFar, DistinctCount distinct, Action<BinaryWriter> learned)
        => Write(Stage.Sampling, [.. before, soFar], soFar.Strategy, distinct, learned, default);

    /// <summary>The hunt is over.</summary>
    internal void KeepEnd(IReadOnlyList<SearchOutcome> outcomes, string strategy, DistinctCount distinct)
        => Write(Stage.Done, outcomes, strategy, distinct, _ => { }, default);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>All that a hunt's course depends on. What only ends it (time, workers) may differ from one start to the next.</summary>
    private static string NameOf(HuntOptions options, ISubject subject, Computer computer) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        scenario {subject.Scenario}
        environment {subject.Environment}
        granularity {subject.Granularity}
        stage {computer.StageFingerprint:x16}
        seed {options.Seed}
        strategy {options.Strategy ?? "default"}
        depth {options.Depth}
        schedules {options.Schedules}
        longest schedule {computer.MaxSteps}
        {(options.KeepGoing ? "all findings" : "the first finding")}
        {(options.Prune ? "pruning" : "no pruning")}
        {(options.Reduce ? "reduction" : "no reduction")}
        {(options.Coverage ? "coverage" : "no coverage")}
        memory {options.Memory}
        """).ReplaceLineEndings("\n");

    private void Read(byte[] content, DistinctCount distinct)
    {
        using var from = new BinaryReader(new MemoryStream(content), Encoding.UTF8);
        _stage = (Stage)from.ReadByte();
        Strategy = from.ReadString();
        for (int i = from.ReadInt32(); i > 0; i--)
        {
            _outcomes.Add(Saved.ReadOutcome(from));
        }

        if (from.ReadBoolean())
        {
            distinct.Read(from);
        }

        _rest = from.ReadBytes(content.Length);
    }

    private void Write(
        Stage stage, IReadOnlyList<SearchOutcome> outcomes, string strategy, DistinctCount? distinct, Action<BinaryWriter> rest, ReadOnlySpan<byte> log)
    {
        using var content = new MemoryStream();
        using var to = new BinaryWriter(content, Encoding.UTF8);
        to.Write((byte)stage);
        to.Write(strategy);
        to.Write(outcomes.Count);
        foreach (var outcome in outcomes)
        {
            Saved.Write(to, outcome);
        }

        to.Write(distinct is not null);
        distinct?.Write(to);
        rest(to);
        var bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
        if (stage == Stage.Tree)
        {
            _file.Write(bytes, log);
        }
        else
        {
            _file.WriteAlone(bytes);
        }

        _written = _time.GetTimestamp();
    }
}
