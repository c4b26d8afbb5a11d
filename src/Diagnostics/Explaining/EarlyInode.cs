using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>An inode made of a /proc entry that its module had not finished: it keeps what it found until it dies.</summary>
internal static class EarlyInode
{
    /// <summary>The look-up that came too early; null if none did.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        Event? early = null;
        foreach (var e in recording.Events)
        {
            bool isDefault = e.Kind == EventKind.Step && e.Operation == Operation.Kernel && e.Site.Function == "proc_get_inode"
                && (e.Value == 0 || recording.RegionOf(new Address((int)e.Value)) is { Kind: RegionKind.KernelData });
            if (isDefault && (early is not { } known || known.Agent != finding.Agent))
            {
                early = e;
            }
        }

        if (early is not { } found || !IsInserted(recording))
        {
            return null;
        }

        string who = recording.Agents[found.Agent].Name;
        string story = $"{who} looked the file up (step {found.Step}) when it was visible but not finished: its inode keeps the default "
            + "operations, and the module's are never called for it.";
        return new Evidence([new InvolvedAccess("init_module", Evidence.Symbol(recording, found.Object))], story, [found.Step]);
    }

    /// <summary>Whether a module is inserted in the run: an entry that is older has what it will ever have.</summary>
    private static bool IsInserted(Recording recording)
        => recording.Events.Any(e => e.Kind == EventKind.Step && !e.InModule.IsNull && e.Site.Function is { } function && CNames.Of(function) == "init_module");
}
