using Smp.Cli;
using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Cli;

/// <summary>What list and show say of fixes and of environments.</summary>
public sealed class ScenarioTextTests
{
    [Fact]
    public void A_fix_in_the_kernel_and_a_missing_one_are_told()
    {
        var usual = new Scenario("x/X-1.fixed", "", _ => { });
        var kernel = new Scenario("x/X-2.fixed", "", _ => { }) { KernelFix = "pde_users" };
        var none = new Scenario("x/X-3", "", _ => { }) { NoFix = "the hardware would have to change" };

        Assert.Null(ScenarioText.Fix(usual));
        Assert.Equal("twin: corrected module on a kernel with pde_users", ScenarioText.Fix(kernel));
        Assert.Equal("no fix: the hardware would have to change", ScenarioText.Fix(none));
        Assert.Equal("a control: nothing is wrong here", ScenarioText.Fix(ScenarioPair.Control("x/control", "", _ => { })));
        Assert.Equal("the corrected module on a kernel with pde_users", ScenarioText.Twin(kernel));
        Assert.Equal("the corrected module on the same stage", ScenarioText.Twin(usual));
    }

    [Fact]
    public void Environments_that_a_scenario_does_not_have_are_told_by_show()
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("show", "tests/only-U0", "--assembly", OwnScenarios.AssemblyPath));
        Assert.Contains("  n/a in UP, B20, S26, S26p, S68, S68p: ", shell.Out, StringComparison.Ordinal);
        Assert.Empty(ScenarioText.NotApplicable(new Scenario("x/X-1", "", _ => { })));
        Assert.Equal(Environments.All.Count - 1, ScenarioText.NotApplicable(OwnScenarios.All.First()).Count);
    }
}
