using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>The lost update, once through the whole kernel and once bare: the first race anybody learns.</summary>
public sealed class CounterScenarios : IScenarioSource
{
    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. ScenarioPair.Of(
            "counter/lost-update",
            "two processes write to a file whose handler counts the writes",
            kernel => new CounterModule(kernel),
            kernel => new CounterFixedModule(kernel),
            TwoWriters),
    ];

    /// <summary>Two processes, each with the file open already, each write once.</summary>
    public static void TwoWriters(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        var done = stage.Ghost("writes done");
        var module = stage.Module("counter");
        Func<int> count = module switch
        {
            CounterModule buggy => () => buggy.Count,
            CounterFixedModule corrected => () => corrected.Count,
            _ => throw new MachineException("the stage is for the counter modules"),
        };
        for (int i = 0; i < 2; i++)
        {
            var fd = stage.Ghost($"descriptor {i}");
            stage.Process(
                "echo",
                async p =>
                {
                    await p.Write(fd.Value, Address.Null, 1);
                    done.Value++;
                    await p.Compute("done");
                },
                before: async p => fd.Value = await p.Open("/proc/counter", OpenFlags.WriteOnly));
        }

        stage.Never("a write was not counted", () => done.Value == 2 && count() != 2);
        stage.Reach("both writes were counted", () => done.Value == 2 && count() == 2);
    }

    /// <summary>Two kernel threads add one to a counter without any kernel in between: what <c>smp bench</c> calls lost-update.</summary>
    public static Scenario Bare { get; } = new(
        "counter/bare",
        "two kernel threads load and store one counter",
        stage =>
        {
            var counter = stage.KernelInt("counter");
            for (int i = 0; i < 2; i++)
            {
                stage.KernelThread(
                    $"thread{i}",
                    async () =>
                    {
                        int value = await counter.Load();
                        await counter.Store(value + 1);
                    });
            }
        });

    /// <summary>Two processes, each one write(2) through CPU, VFS and module text: what <c>smp bench</c> calls lost-update-syscall.</summary>
    public static Scenario ThroughSyscalls { get; } = new(
        "counter/syscalls",
        "two processes, each one write(2) to the counter",
        stage =>
        {
            stage.Load(kernel => new CounterModule(kernel));
            for (int i = 0; i < 2; i++)
            {
                var fd = stage.Ghost($"descriptor {i}");
                stage.Process(
                    "echo",
                    async p => await p.Write(fd.Value, Address.Null, 1),
                    before: async p => fd.Value = await p.Open("/proc/counter", OpenFlags.WriteOnly));
            }
        });
}
