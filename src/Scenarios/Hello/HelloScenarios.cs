using Smp.Kernel;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>The scenarios of chapter 2: five hellos, and a module in two files.</summary>
public sealed class HelloScenarios : IScenarioSource
{
    private const int Given = 5;
    private const int Written = 7;

    private static readonly IReadOnlyList<KernelProfile> s_withSysfs = [.. Environments.All.Where(e => e.Generation != KernelGeneration.V20)];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        Control("hello1", kernel => new Hello1(kernel), "Hello world 1.\n", "Goodbye world 1.\n"),
        Control("hello2", kernel => new Hello2(kernel), "Hello, world 2\n", "Goodbye, world 2\n"),
        Control("hello3", kernel => new Hello3(kernel), "Hello, world 3\n", "Goodbye, world 3\n"),
        Control("hello4", kernel => new Hello4(kernel), "Hello, world 4\n", "Goodbye, world 4\n"),
        Control("startstop", kernel => new StartStop(kernel), "Hello, world - this is the kernel speaking\n", "Short is the life of a kernel module\n"),
        .. ScenarioPair.OnStage(
            "hello5/H5-1",
            "a process writes to a parameter while the module is inserted",
            stage => stage.Make(kernel => new Hello5(kernel)),
            stage => stage.Make(kernel => new Hello5Fixed(kernel)),
            WriteDuringInit,
            s_withSysfs),
    ];

    /// <summary>insmod hello_5 myint=5, and somebody writes 7 to the parameter's file as soon as it is there.</summary>
    public static void WriteDuringInit(Stage stage, Hello5 module)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(module);
        var log = stage.ReadsLog();
        var answered = stage.Ghost("echo was answered");
        string command = $"{module.Name} myint={Given}";
        string assignment = $"{module.Name}/myint={Written}";
        stage.Process("insmod", async p => await p.Insmod(command));
        stage.Process("echo", async p =>
        {
            long result = await p.WriteParameter(assignment);
            answered.Value = result is 1 or -Errno.EACCES ? 1 : 0;
            await p.Compute();
        });
        stage.Never("init sees another number than insmod was given", () => log.Contains($"myint is an integer: {Written}\n"));
        stage.Reach("the module is there, and somebody has tried to write", () => answered.Value == 1 && module.State == ModuleState.Live);
    }

    /// <summary>One process inserts the module and removes it: what it says, and whether it taints the kernel.</summary>
    private static Scenario Control(string name, Func<LinuxKernel, KernelModule> make, string hello, string goodbye)
        => ScenarioPair.Control($"{name}/insert-and-remove", "the module is inserted and removed", stage =>
        {
            var log = stage.ReadsLog();
            var module = stage.Make(make);
            var inserted = stage.Ghost("inserted");
            var removed = stage.Ghost("removed");
            stage.Process("sh", async p =>
            {
                inserted.Value = await p.Insmod(module.Name) == 0 ? 1 : -1;
                removed.Value = await p.Rmmod(module.Name) == 0 ? 1 : -1;
                await p.Compute();
            });
            stage.Never("insmod or rmmod fails", () => inserted.Value < 0 || removed.Value < 0);
            stage.Never("it says goodbye before hello", () => log.Contains(goodbye) && !log.Contains(hello));
            stage.Reach("it said hello", () => inserted.Value == 1 && log.Contains(hello));
            stage.Reach("it said goodbye and is gone", () => removed.Value == 1 && log.Contains(goodbye) && module.State == ModuleState.Unloaded);
        });
}
