using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>Module parameters: on insmod's command line, and through sysfs while the module runs.</summary>
public sealed class ParameterTests
{
    [Theory]
    [InlineData("S26", "asker", 0, 7)]
    [InlineData("S26", "asker answer=42", 0, 42)]
    [InlineData("B20", "asker answer=-1", 0, -1)]
    [InlineData("S26", "asker answer=many", -Errno.EINVAL, 0)]
    [InlineData("S26", "asker answer", -Errno.EINVAL, 0)]
    [InlineData("S26", "asker question=1", -Errno.ENOENT, 0)]
    [InlineData("S68", "asker question=1 answer=42", 0, 42)]
    public void The_command_line_sets_it_or_insmod_fails(string environment, string command, long result, int value)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Make(k => new Asker(k));
            var back = stage.Ghost("result");
            stage.Process("insmod", async p =>
            {
                back.Value = 1000 + await p.Insmod(command);
                await p.Compute();
            });
            stage.Reach("the result", () => back.Value == 1000 + result
                && module.State == (result == 0 ? ModuleState.Live : ModuleState.Unloaded)
                && (result != 0 || module.Value == value));
        });

    [Theory]
    [InlineData("S26", 0)]
    [InlineData("S68", 0)]
    [InlineData("S68p", 0)]
    [InlineData("B20", -Errno.ENOENT)]
    public void Root_writes_it_while_the_module_runs(string environment, long expected)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new Asker(k));
            var results = stage.Ghost("results");
            stage.Process("root", async p =>
            {
                bool right = await p.WriteParameter("asker/answer", 8) == expected;
                right &= await p.WriteParameter("asker/question", 8) == -Errno.ENOENT;
                right &= await p.WriteParameter("nobody/answer", 8) == -Errno.ENOENT;
                results.Value = right ? 1 : -1;
                await p.Compute();
            });
            stage.Reach("written", () => results.Value == 1 && module.Value == (expected == 0 ? 8 : 7));
        });

    private sealed class Asker : KernelModule
    {
        private readonly Shared<int> _answer;

        internal Asker(LinuxKernel kernel)
            : base(kernel, "asker")
            => _answer = ModuleParam("answer", 7);

        internal int Value => _answer.Inspect();

        public override KTask<int> InitModule() => new(0);
    }
}
