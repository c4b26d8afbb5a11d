using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of sleep.c.</summary>
public sealed class SleepScenarios : IScenarioSource
{
    private const string Path = "/proc/" + Sleep.ProcEntryFilename;

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. ScenarioPair.Of(
            "sleep/SLP-1",
            "two processes open the file that one at a time may have",
            kernel => new Sleep(kernel),
            kernel => new SleepFixed(kernel),
            TwoOpeners),
    ];

    /// <summary>Two processes open the file, use it, and close it. One of them has to wait for the other.</summary>
    public static void TwoOpeners(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var holders = stage.Ghost("holders");
        var turns = stage.Ghost("turns");
        stage.Process("cat", p => UseOnce(p, holders, turns));
        stage.Process("tail", p => UseOnce(p, holders, turns));
        stage.Never("two processes hold /proc/sleep", () => holders.Value > 1);
        stage.Reach("both processes had the file in turn", () => turns.Value == 2 && holders.Value == 0);
    }

    /// <summary>Opens the file, holds it for one step of its own, closes it; notes both in the ghosts.</summary>
    public static async KTask UseOnce(UserProcess process, Ghost holders, Ghost turns)
    {
        ArgumentNullException.ThrowIfNull(process);
        long fd = await process.Open(Path);
        if (fd < 0)
        {
            return;
        }

        holders.Value++;
        await process.Compute("uses the file");
        holders.Value--;
        turns.Value++;
        await process.Close(fd);
    }
}
