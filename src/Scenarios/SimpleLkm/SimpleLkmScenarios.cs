using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>simple-lkm.c: a control. Nothing is wrong with the module, and nothing may be found.</summary>
public sealed class SimpleLkmScenarios : IScenarioSource
{
    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        ScenarioPair.Control("simple-lkm/load-unload", "two processes insert and remove a module that only says so", LoadAndUnload),
    ];

    /// <summary>One process inserts the module, another one removes it, each once.</summary>
    public static void LoadAndUnload(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var module = stage.Make(k => new SimpleLkm(k));
        var log = stage.ReadsLog();
        var inserted = stage.Ghost("inserted");
        var removed = stage.Ghost("removed");
        stage.Process("insmod", async p => inserted.Value = await p.Insmod(module.Name) == 0 ? 1 : 0);
        stage.Process("rmmod", async p => removed.Value = await p.Rmmod(module.Name) == 0 ? 1 : 0);
        stage.Never(
            "the module was unloaded and had not been loaded",
            () => log.IndexOf(SimpleLkm.Unloaded) is >= 0 and var end && (log.IndexOf(SimpleLkm.Loaded) is var begin && (begin < 0 || begin > end)));
        stage.Reach("it was inserted and removed", () => inserted.Value == 1 && removed.Value == 1 && module.State == ModuleState.Unloaded);
    }
}
