using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>What a module that is gone has left on an interrupt line: its handler, and the name that it gave.</summary>
internal static class LeftHandler
{
    /// <summary>An interrupt that jumped to a handler of a module that is gone; null for anything else.</summary>
    internal static Evidence? Called(Recording recording, Fault fault)
    {
        var at = recording.Events.LastOrDefault(e => e.Kind == EventKind.Fault);
        if (recording.Agents[fault.Agent].Kind != AgentKind.Interrupt || at.Operation != Operation.Enter)
        {
            return null;
        }

        string handler = recording.NameOf(at.Object);
        string function = handler.Split(' ')[0];
        int given = LastFree(recording);
        var marked = new List<int> { at.Step };
        string story = $"{recording.Agents[fault.Agent].Name} called {handler}, which is gone (step {at.Step}): it was still registered on its line when its module was freed";
        if (given >= 0)
        {
            var free = recording.Events[given];
            marked.Insert(0, free.Step);
            story += $"; what {recording.Agents[free.Agent].Name} had tried at {free.Caller} (step {free.Step}) was {free.Text}";
        }

        return new Evidence([new InvolvedAccess(function, "irqaction")], story + ".", marked);
    }

    /// <summary>A name of a handler that was read when it was gone; null for anything else.</summary>
    internal static Evidence? Named(Recording recording, Fault fault)
    {
        var at = recording.Events.LastOrDefault(e => e.Kind == EventKind.Fault);
        if (at.Operation != Operation.Kernel || recording.RegionOf(fault.Address) is not { Kind: RegionKind.ModuleData, Name: ['"', ..] } region)
        {
            return null;
        }

        return new Evidence(
            [new InvolvedAccess("", region.Name)],
            $"{recording.Agents[fault.Agent].Name} came to a handler that {region.Owner} had registered, and to its name, of which the kernel keeps the address: "
                + $"{region.Name} went with the module (step {at.Step}).",
            [at.Step]);
    }

    private static int LastFree(Recording recording)
    {
        for (int i = recording.Events.Count - 1; i >= 0; i--)
        {
            if (recording.Events[i].Kind == EventKind.Step && recording.Events[i].Text.StartsWith("free_irq(", StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
