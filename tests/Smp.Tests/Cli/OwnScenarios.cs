using System.Reflection;
using System.Reflection.Emit;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Cli;

/// <summary>
/// A library with scenarios for <c>--assembly</c>, written when it is needed. The source is not in this assembly: the tests
/// of Smp.Testing count what this assembly has.
/// </summary>
public static class OwnScenarios
{
    private static readonly Lazy<string> s_assembly = new(Write);

    /// <summary>What the source in <see cref="AssemblyPath"/> gives.</summary>
    public static IEnumerable<Scenario> All =>
    [
        new("tests/only-U0", "a scenario for one environment", Quiet) { Environments = [Environments.Find("U0")!] },
        new("tests/BRK-1", "a scenario that cannot set its stage", _ => throw new MachineException("the stage\ncollapsed")),
    ];

    internal static string AssemblyPath => s_assembly.Value;

    private static void Quiet(Stage stage) => stage.Process("true", async process => await process.Compute("does nothing"));

    /// <summary><c>public sealed class Source : IScenarioSource { public IEnumerable&lt;Scenario&gt; Scenarios =&gt; OwnScenarios.All; }</c>.</summary>
    private static string Write()
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("OwnScenarios"), typeof(object).Assembly);
        var source = assembly.DefineDynamicModule("OwnScenarios").DefineType(
            "Source", TypeAttributes.Public | TypeAttributes.Sealed, typeof(object), [typeof(IScenarioSource)]);
        var getter = source.DefineMethod(
            "get_Scenarios", MethodAttributes.Public | MethodAttributes.Virtual, typeof(IEnumerable<Scenario>), Type.EmptyTypes);
        var code = getter.GetILGenerator();
        code.Emit(OpCodes.Call, typeof(OwnScenarios).GetProperty(nameof(All))!.GetMethod!);
        code.Emit(OpCodes.Ret);
        source.DefineMethodOverride(getter, typeof(IScenarioSource).GetProperty(nameof(IScenarioSource.Scenarios))!.GetMethod!);
        source.CreateType();
        string path = Path.Combine(Directory.CreateTempSubdirectory("smp-tests-").FullName, "OwnScenarios.dll");
        assembly.Save(path);
        return path;
    }
}
