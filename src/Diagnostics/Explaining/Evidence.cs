using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>What a finding turned out to be about.</summary>
/// <param name="Involved">The accesses that make its identity.</param>
/// <param name="Story">What happened, in sentences.</param>
/// <param name="Marked">The steps the story speaks of.</param>
internal sealed record Evidence(IReadOnlyList<InvolvedAccess> Involved, string Story, IReadOnlyList<int> Marked)
{
    /// <summary>An access as it enters an identity: the module's function and the object's symbol.</summary>
    internal static InvolvedAccess Involve(Recording recording, Event e) => new(FunctionOf(recording, e), Symbol(recording, e.Object));

    /// <summary>The module's function that an event is in; empty for the kernel's own.</summary>
    internal static string FunctionOf(Recording recording, Event e)
        => e.InModule.IsNull ? ""
            : e.Operation is Operation.Leave or Operation.Enter ? LastModuleFunction(recording, e.Agent, e.Step)
            : CNames.Of(e.Site.Function ?? "");

    /// <summary>The symbol an address lies in, or its allocation site.</summary>
    internal static string Symbol(Recording recording, Address address)
        => recording.RegionOf(address) switch
        {
            null => recording.NameOf(address),

            // Past the end of an object of the heap: whose heap it is depends on who runs, the object does not.
            { Kind: RegionKind.Heap, Size: >= Computer.DefaultArenaSize } => recording.ObjectBefore(address)?.Name ?? "heap",
            var region => region.Name,
        };

    /// <summary>The module function that an agent has entered last, up to an event; empty for none.</summary>
    internal static string LastModuleFunction(Recording recording, int agent, int beforeStep = int.MaxValue)
    {
        string function = "";
        foreach (var e in recording.Events)
        {
            if (e.Step >= beforeStep)
            {
                break;
            }

            if (e.Kind is EventKind.Step or EventKind.Fault && e.Agent == agent && e.Operation == Operation.Enter)
            {
                function = e.Text;
            }
        }

        return function;
    }
}
