using Smp.Machine;

namespace Smp.Traces;

/// <summary>What the tasks of a run are called there: a command and a number that no other task has.</summary>
internal sealed class FtraceTasks
{
    // Kernel threads have no number in their names; theirs come after those of processes.
    private const int FirstThread = 1000;

    private readonly Dictionary<int, FtraceTask> _tasks = [];

    internal FtraceTasks(IReadOnlyList<TraceAgent> agents)
    {
        var taken = new HashSet<int> { 0 };
        foreach (var agent in agents.Where(agent => agent.Kind == AgentKind.Task))
        {
            // "WQsched.c/0" is a thread's whole name, "cat/1" a command and a process.
            bool isProcess = !agent.IsDaemon && taken.Add(agent.Pid);
            _tasks.Add(agent.Id, isProcess ? new(Plain(agent.Command), agent.Pid) : new(Plain(agent.Name), FirstThread + agent.Id));
        }
    }

    /// <summary>The task of a step.</summary>
    internal FtraceTask Of(TraceStep step)
    {
        if (!_tasks.TryGetValue(step.Agent, out var task))
        {
            _tasks.Add(step.Agent, task = new(Plain(step.AgentName), FirstThread + step.Agent));
        }

        return task;
    }

    // A space would end the name for whoever reads the line.
    private static string Plain(string name) => name.Replace(' ', '_');
}

/// <summary>A task as ftrace names it.</summary>
/// <param name="Command">Its command.</param>
/// <param name="Pid">Its number; 0 for the idle task.</param>
internal sealed record FtraceTask(string Command, int Pid)
{
    /// <summary>The task of a CPU that has none.</summary>
    internal static FtraceTask Idle(int cpu) => new($"swapper/{cpu}", 0);
}
