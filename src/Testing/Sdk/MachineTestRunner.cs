using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Smp.Testing.Sdk;

/// <summary>Runs the test of a <see cref="MachineTestCase"/>.</summary>
internal sealed class MachineTestCaseRunner(
    MachineTestCase testCase,
    string displayName,
    string skipReason,
    object[] constructorArguments,
    IMessageBus messageBus,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource)
    : XunitTestCaseRunner(testCase, displayName, skipReason, constructorArguments, null, messageBus, aggregator, cancellationTokenSource)
{
    protected override XunitTestRunner CreateTestRunner(
        ITest test,
        IMessageBus messageBus,
        Type testClass,
        object[] constructorArguments,
        MethodInfo testMethod,
        object[] testMethodArguments,
        string skipReason,
        IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource)
        => new MachineTestRunner(test, messageBus, testClass, constructorArguments, testMethod, skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource);
}

/// <summary>Adds the exploration's one line to the output of the test.</summary>
internal sealed class MachineTestRunner(
    ITest test,
    IMessageBus messageBus,
    Type testClass,
    object[] constructorArguments,
    MethodInfo testMethod,
    string skipReason,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource)
    : XunitTestRunner(test, messageBus, testClass, constructorArguments, testMethod, null, skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource)
{
    private MachineTestInvoker? _invoker;

    protected override async Task<Tuple<decimal, string>> InvokeTestAsync(ExceptionAggregator aggregator)
    {
        var (time, output) = await base.InvokeTestAsync(aggregator).ConfigureAwait(true);
        return _invoker?.Summary is { } summary
            ? Tuple.Create(time, output.Length == 0 ? summary + Environment.NewLine : $"{summary}{Environment.NewLine}{output}")
            : Tuple.Create(time, output);
    }

    protected override Task<decimal> InvokeTestMethodAsync(ExceptionAggregator aggregator)
    {
        _invoker = new MachineTestInvoker(Test, MessageBus, TestClass, ConstructorArguments, TestMethod, BeforeAfterAttributes, aggregator, CancellationTokenSource);
        return _invoker.RunAsync();
    }
}

/// <summary>Explores or replays, and then calls the test method with the result.</summary>
internal sealed class MachineTestInvoker(
    ITest test,
    IMessageBus messageBus,
    Type testClass,
    object[] constructorArguments,
    MethodInfo testMethod,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource)
    : XunitTestInvoker(test, messageBus, testClass, constructorArguments, testMethod, null, beforeAfterAttributes, aggregator, cancellationTokenSource)
{
    /// <summary>What came of it, in one line.</summary>
    internal string? Summary { get; private set; }

    protected override async Task<decimal> InvokeTestMethodAsync(object testClassInstance)
    {
        var outcome = default(Outcome);
        Timer.Aggregate(() => outcome = Try());
        if (outcome is null)
        {
            return Timer.Total;
        }

        if (outcome.Failure is not null)
        {
            // Not thrown: the place in this file is nothing to anybody.
            Aggregator.Add(new ExplorationFailedException(outcome.Failure));
            return Timer.Total;
        }

        Summary = outcome.Summary;
        TestMethodArguments = TestMethod.GetParameters().Length == 0 ? [] : [outcome.Result];
        return await base.InvokeTestMethodAsync(testClassInstance).ConfigureAwait(true);
    }

    private Outcome? Try()
    {
        try
        {
            return ((MachineTestCase)TestCase).Try(CancellationTokenSource.Token);
        }
        catch (ExplorationFailedException e)
        {
            Aggregator.Add(new ExplorationFailedException(e.Message));
            return null;
        }
    }
}
