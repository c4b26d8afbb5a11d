namespace Smp.Scenarios;

/// <summary>What a shell learns of its processes: how they ended, and which signals were sent to them.</summary>
public sealed class ShellProcessTable
{
    private readonly Dictionary<int, int> _statuses = [];
    private readonly Dictionary<int, int> _signals = [];

    /// <summary>A run begins.</summary>
    internal void Clear()
    {
        _statuses.Clear();
        _signals.Clear();
    }

    /// <summary>The program of a command has come to its end.</summary>
    internal void Exited(int command, int status) => _statuses[command] = status;

    /// <summary>The exit status of a command whose program came to its end; null where it did not.</summary>
    internal int? StatusOf(int command) => _statuses.TryGetValue(command, out int status) ? status : null;

    /// <summary>A process was sent a signal that it does not survive: the first one is what it dies of.</summary>
    internal void Signalled(int pid, int signal) => _signals.TryAdd(pid, signal);

    /// <summary>The signal that a process was sent first; 0 for none.</summary>
    internal int SignalOf(int pid) => _signals.GetValueOrDefault(pid);
}
