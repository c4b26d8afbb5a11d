using Smp.Diagnostics;
using Smp.Machine;

namespace Smp.Tests.Diagnostics;

/// <summary>
/// Writes down what a run does to memory and to order it, beside a real detector, and afterwards draws every edge: an
/// event comes before another if it is of the same agent and earlier, or has released what the later one acquires.
/// </summary>
internal sealed class RunGraph(ISections sections) : IDetector, IOrderObserver
{
    private readonly DataRaceDetector _detector = new(sections, nth: 0);
    private readonly List<Node> _nodes = [];

    public string Name => "graph";

    public bool WantsSteps => true;

    public ulong? Digest => null;

    /// <summary>The step in which the detector reported its first race; 0 for none.</summary>
    internal int FirstReported { get; private set; }

    public void Begin()
    {
        _detector.Begin();
        _nodes.Clear();
        FirstReported = 0;
    }

    public Finding? OnStep(Computer computer) => _detector.OnStep(computer);

    public Finding? OnFault(Computer computer, in Fault fault) => null;

    public Finding? OnEnd(Computer computer) => null;

    public void OnAccess(Computer computer, in SharedAccess access)
    {
        var held = Held(computer.Current);
        _nodes.Add(new Node(computer.Steps, computer.Current, held, held, access));
        _detector.OnAccess(computer, access);
        if (FirstReported == 0 && _detector.Races.Count > 0)
        {
            FirstReported = computer.Steps;
        }
    }

    public void OnAcquire(Computer computer, int agent, Address sync)
    {
        var held = Held(agent);
        _nodes.Add(new Node(computer.Steps, agent, [sync, .. held], held, null));
        _detector.OnAcquire(computer, agent, sync);
    }

    public void OnRelease(Computer computer, Address sync)
    {
        var held = Held(computer.Current);
        _nodes.Add(new Node(computer.Steps, computer.Current, held, [sync, .. held], null));
        _detector.OnRelease(computer, sync);
    }

    /// <summary>The step of the first access that is unordered with an earlier one that it conflicts with; 0 for none.</summary>
    internal int FirstRace()
    {
        // before[j] holds every i that comes before j.
        var before = new HashSet<int>[_nodes.Count];
        for (int j = 0; j < _nodes.Count; j++)
        {
            before[j] = [];
            for (int i = 0; i < j; i++)
            {
                if (_nodes[i].Agent == _nodes[j].Agent || _nodes[i].Releases.Intersect(_nodes[j].Acquires).Any())
                {
                    before[j].Add(i);
                    before[j].UnionWith(before[i]);
                }
            }

            for (int i = 0; i < j; i++)
            {
                if (!before[j].Contains(i) && Conflict(_nodes[i].Access, _nodes[j].Access))
                {
                    return _nodes[j].Step;
                }
            }
        }

        return 0;
    }

    private static bool Conflict(SharedAccess? one, SharedAccess? other)
        => one is { } a && other is { } b
            && a.Address.Value < b.Address.Value + b.Size && b.Address.Value < a.Address.Value + a.Size
            && (a.IsWrite || b.IsWrite) && !(a.IsMarked && b.IsMarked);

    private List<Address> Held(int agent)
        => [.. new[] { sections.Unpreempted(agent), sections.Uninterrupted(agent) }.Where(s => !s.IsNull)];

    private sealed record Node(int Step, int Agent, IReadOnlyList<Address> Acquires, IReadOnlyList<Address> Releases, SharedAccess? Access);
}
