using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A module whose init failed while somebody used what it had registered: it is freed all the same.</summary>
internal static class FailedInit
{
    private const string InitFunction = "init_module";

    /// <summary>The init; null if none failed, or it was another module's.</summary>
    internal static Evidence? Find(Recording recording, Fault fault)
    {
        string module = recording.RegionOf(fault.Address)?.Owner ?? "";
        var failed = recording.Events.FirstOrDefault(e => e.Kind == EventKind.Step && e.Operation == Operation.Leave && e.Text == InitFunction && e.Value < 0
            && recording.RegionOf(e.Object)?.Owner == module);
        if (module.Length == 0 || failed.Step == 0)
        {
            return null;
        }

        var freed = recording.Events.FirstOrDefault(e => e.Step > failed.Step && e.Text?.StartsWith($"free_module: {module}", StringComparison.Ordinal) == true);
        var at = recording.Events.Last(e => e.Kind == EventKind.Fault);
        string user = recording.Agents[fault.Agent].Name;
        string story = $"The init of {module} failed (step {failed.Step}) and the module was freed (step {freed.Step}), "
            + $"but {user} had come in by what it had registered, and used {recording.NameOf(fault.Address)} (step {at.Step}): "
            + "when an init fails, nobody looks at the references.";
        return new Evidence([new InvolvedAccess(InitFunction, "struct module")], story, [failed.Step, freed.Step, at.Step]);
    }
}
