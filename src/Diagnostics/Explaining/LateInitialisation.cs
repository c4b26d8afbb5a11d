using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A variable that a function of the module had stored to already when init came to give it its first value.</summary>
internal static class LateInitialisation
{
    private const string Init = "init_module";

    /// <summary>The two stores, the last such pair; null if init came first everywhere.</summary>
    internal static Evidence? Find(Recording recording)
    {
        var stores = recording.Events
            .Where(e => e.Kind == EventKind.Step && !e.InModule.IsNull && e.Operation == Operation.Store && recording.RegionOf(e.Object) is { Kind: RegionKind.ModuleData })
            .ToList();
        for (int i = stores.Count - 1; i > 0; i--)
        {
            var late = stores[i];
            int early = CNames.Of(late.Site.Function) == Init ? stores.FindLastIndex(i - 1, e => e.Object == late.Object && e.Agent != late.Agent) : -1;
            if (early >= 0)
            {
                var store = stores[early];
                string name = recording.NameOf(late.Object);
                return new Evidence(
                    [Evidence.Involve(recording, store), Evidence.Involve(recording, late)],
                    $"{recording.Agents[store.Agent].Name} stored {name} = {store.Value} (step {store.Step}), and then {recording.Agents[late.Agent].Name}, "
                        + $"still in {Init}, set it to {late.Value} (step {late.Step}): what was done before is lost.",
                    [store.Step, late.Step]);
            }
        }

        return null;
    }
}
