using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// The threads of a classic program. A first thread starts the others one after the other, as main() does in the programs
/// that the literature compares strategies with: whoever is started last is late, and that is half of what makes them hard.
/// </summary>
internal sealed class Crew
{
    private readonly Stage _stage;
    private readonly List<KernelThread> _threads = [];
    private readonly Ghost _done;

    internal Crew(Stage stage)
    {
        _stage = stage;
        _done = stage.Ghost("threads done");
    }

    /// <summary>Threads that have come to their end: for clauses.</summary>
    internal long Done => _done.Value;

    /// <summary>Whether every thread has come to its end: for clauses.</summary>
    internal bool AllDone => _done.Value == _threads.Count;

    /// <summary>A further thread.</summary>
    internal void Add(string name, Func<KTask> body) => _threads.Add(_stage.CreateKernelThread(name, () => Counted(body)));

    /// <summary>The thread that starts them, in the order in which they were added. Comes last.</summary>
    internal void Start()
    {
        var threads = _threads.ToArray();
        _stage.KernelThread("main", () => StartAll(threads));
        _stage.Reach("every thread came to its end", () => AllDone);
    }

    private static async KTask StartAll(KernelThread[] threads)
    {
        foreach (var thread in threads)
        {
            await thread.WakeUp();
        }
    }

    private async KTask Counted(Func<KTask> body)
    {
        await body();
        _done.Value++;
    }
}
