using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Smp.Tests.Testing;

/// <summary>Does with one test method what a runner does: discovers its cases and runs them.</summary>
internal static class InXunit
{
    internal static IReadOnlyList<IXunitTestCase> Discover(Type type, string method)
    {
        var assembly = new TestAssembly(Reflector.Wrap(type.Assembly));
        var collection = new TestCollection(assembly, null, "samples");
        var info = type.GetMethod(method, BindingFlags.Public | BindingFlags.Instance)!;
        var testMethod = new TestMethod(new TestClass(collection, Reflector.Wrap(type)), Reflector.Wrap(info));
        var fact = testMethod.Method.GetCustomAttributes(typeof(FactAttribute)).Single();
        var discoverer = fact.GetCustomAttributes(typeof(XunitTestCaseDiscovererAttribute)).Single().GetConstructorArguments().Cast<string>().ToList();
        var sink = new Xunit.Sdk.NullMessageSink();
        var made = ExtensibilityPointFactory.GetXunitTestCaseDiscoverer(sink, System.Type.GetType($"{discoverer[0]}, {discoverer[1]}", throwOnError: true)!);
        return [.. made.Discover(new NoOptions(), testMethod, fact)];
    }

    /// <summary>What the other process gets when one process discovers and another runs.</summary>
    internal static IXunitTestCase Copy(IXunitTestCase testCase)
        => SerializationHelper.Deserialize<IXunitTestCase>(SerializationHelper.Serialize(testCase));

    internal static ITestResultMessage Run(IXunitTestCase testCase)
    {
        using var bus = new Bus();
        using var cancel = new CancellationTokenSource();
        testCase.RunAsync(new Xunit.Sdk.NullMessageSink(), bus, [], new ExceptionAggregator(), cancel).GetAwaiter().GetResult();
        return Assert.Single(bus.Results);
    }

    /// <summary>The message of the only case of a method, which fails.</summary>
    internal static string Failure(Type type, string method)
    {
        var failed = Assert.IsAssignableFrom<ITestFailed>(Run(Assert.Single(Discover(type, method))));
        string type0 = failed.ExceptionTypes[0];
        string message = ExceptionUtility.CombineMessages(failed);
        return message.StartsWith(type0 + " : ", StringComparison.Ordinal) ? message[(type0.Length + 3)..] : message;
    }

    private sealed class NoOptions : ITestFrameworkDiscoveryOptions
    {
        public TValue GetValue<TValue>(string name) => default!;

        public void SetValue<TValue>(string name, TValue value)
        {
        }
    }

    private sealed class Bus : IMessageBus
    {
        internal List<ITestResultMessage> Results { get; } = [];

        public bool QueueMessage(IMessageSinkMessage message)
        {
            if (message is ITestResultMessage result)
            {
                Results.Add(result);
            }

            return true;
        }

        public void Dispose()
        {
        }
    }
}
