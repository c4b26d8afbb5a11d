using Xunit.Sdk;

namespace Smp.Tests.Recorded;

/// <summary>A test that is run for every recorded schedule, with its file's name. Those that no longer fit are skipped, by name.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Smp.Tests.Recorded.RecordedDiscoverer", "Smp.Tests")]
public sealed class RecordedAttribute : FactAttribute;
