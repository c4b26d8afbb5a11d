using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// A value that was read, changed by somebody else, and relied on all the same: the shape of a check that is not one
/// operation with its act.
/// </summary>
/// <param name="Read">The step that read the value.</param>
/// <param name="Write">The step of another agent that changed it afterwards.</param>
/// <param name="Act">The reader's next access to the same object, in ignorance of that; null if the run ended first.</param>
internal sealed record StaleRead(Event Read, Event Write, Event? Act)
{
    /// <summary>
    /// The last such read in a run, of data of a module; one of <paramref name="preferred"/>'s if there is any.
    /// </summary>
    internal static StaleRead? FindLast(Recording recording, int preferred)
    {
        StaleRead? best = null;
        bool bestIsPreferred = false;
        var steps = recording.Events.Where(e => e.Kind == EventKind.Step && IsModuleData(recording, e)).ToList();
        for (int i = 0; i < steps.Count; i++)
        {
            var read = steps[i];
            if (!Reads(read))
            {
                continue;
            }

            Event? write = null;
            Event? act = null;
            for (int j = i + 1; j < steps.Count && act is null; j++)
            {
                var later = steps[j];
                if (later.Object != read.Object)
                {
                    continue;
                }

                if (later.Agent == read.Agent)
                {
                    act = later;
                }
                else if (write is null && AtomicAccess.Writes(later))
                {
                    write = later;
                }
            }

            // A later plain read or an atomic operation is how one finds out: only a store relies on the old value.
            bool relied = act is null || AtomicAccess.IsStore(act.Value);
            if (write is null || !relied)
            {
                continue;
            }

            bool isPreferred = read.Agent == preferred;
            if (best is null || isPreferred || !bestIsPreferred)
            {
                best = new StaleRead(read, write.Value, act);
                bestIsPreferred = isPreferred;
            }
        }

        return best;
    }

    private static bool Reads(Event e) => AtomicAccess.Reads(e) || ReadsEntry(e);

    /// <summary>A look-up in /proc copies the operations that an entry has then.</summary>
    private static bool ReadsEntry(Event e) => e.Operation == Operation.Kernel && e.Site.Function == "proc_get_inode";

    private static bool IsModuleData(Recording recording, Event e)
        => (e.Operation is Operation.Load or Operation.Store or Operation.Atomic
                && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData or RegionKind.KernelData })
            || (IsEntry(recording, e.Object) && (ReadsEntry(e) || e.Operation == Operation.Store));

    private static bool IsEntry(Recording recording, Address address)
        => recording.RegionOf(address) is { Kind: RegionKind.Heap } region && region.Name.StartsWith("proc entry", StringComparison.Ordinal);
}
