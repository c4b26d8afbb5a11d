using System.ComponentModel;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Smp.Testing.Sdk;

/// <summary>
/// A test case that does something with a scenario in an environment before its method runs. Only the two names are
/// serialised; everything else is read from the attribute again.
/// </summary>
internal abstract class MachineTestCase : XunitTestCase
{
    private string _scenario = "";
    private string _environment = "";
    private string _label = "";

    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("For deserialisation.")]
    protected MachineTestCase()
    {
    }

    protected MachineTestCase(CaseContext context, string scenario, string environment, string label)
        : base(context.Diagnostics, context.Display, context.DisplayOptions, context.Method)
    {
        _scenario = scenario;
        _environment = environment;
        _label = label;
    }

    internal string Scenario => _scenario;

    internal string Environment => _environment;

    protected Assembly TestAssembly => Method.ToRuntimeMethod().ReflectedType!.Assembly;

    /// <summary>Explores or replays.</summary>
    /// <exception cref="ExplorationFailedException">It cannot even be tried.</exception>
    internal abstract Outcome Try(CancellationToken cancel);

    public override Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink,
        IMessageBus messageBus,
        object[] constructorArguments,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
        => new MachineTestCaseRunner(this, DisplayName, SkipReason, constructorArguments, messageBus, aggregator, cancellationTokenSource).RunAsync();

    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(Scenario), _scenario);
        data.AddValue(nameof(Environment), _environment);
        data.AddValue("Label", _label);
    }

    public override void Deserialize(IXunitSerializationInfo data)
    {
        // First, because the base class may already ask for the display name and the identity.
        _scenario = data.GetValue<string>(nameof(Scenario));
        _environment = data.GetValue<string>(nameof(Environment));
        _label = data.GetValue<string>("Label");
        base.Deserialize(data);
    }

    protected override void Initialize()
    {
        base.Initialize();
        Traits.Add("scenario", [_scenario]);
        Traits.Add("environment", [_environment]);
    }

    protected override string GetDisplayName(IAttributeInfo factAttribute, string displayName) => $"{displayName} [{_label}]";

    protected override string GetUniqueID() => $"{base.GetUniqueID()} {_scenario} {_environment}";

    protected TAttribute Attribute<TAttribute>()
        where TAttribute : Attribute
        => Method.ToRuntimeMethod().GetCustomAttribute<TAttribute>()!;
}

/// <summary>What a discoverer makes test cases from.</summary>
internal sealed record CaseContext(IMessageSink Diagnostics, TestMethodDisplay Display, TestMethodDisplayOptions DisplayOptions, ITestMethod Method)
{
    internal static CaseContext Of(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method)
        => new(diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method);

    internal Assembly Assembly => Method.TestClass.Class.ToRuntimeType().Assembly;

    /// <summary>A test case that fails with one line.</summary>
    internal IXunitTestCase Broken(string message)
        => new ExecutionErrorTestCase(Diagnostics, Display, DisplayOptions, Method, message);

    /// <summary>Whether the method takes nothing or one <typeparamref name="TResult"/>; if not, what to say.</summary>
    internal string? WrongParameters<TResult>(string attribute)
    {
        var parameters = Method.Method.ToRuntimeMethod().GetParameters();
        return parameters.Length == 0 || (parameters.Length == 1 && parameters[0].ParameterType == typeof(TResult))
            ? null
            : $"[{attribute}] {Method.Method.Name} must take no parameter or one {typeof(TResult).Name}";
    }
}

/// <summary>What came before the test method.</summary>
/// <param name="Result">What the method is given, if it wants it.</param>
/// <param name="Summary">One line for the test's output.</param>
/// <param name="Failure">Why the test fails without the method being run; null if it does not.</param>
internal sealed record Outcome(object Result, string Summary, string? Failure);
