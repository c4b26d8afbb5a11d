using Smp.Exploration;

namespace Smp.Cli;

/// <summary>The schedules that Coyote found and that come with this build.</summary>
internal static class RecordedSchedules
{
    private const string Prefix = "recorded/";

    /// <summary>All of them, with their file names, in the order of the names.</summary>
    internal static IReadOnlyList<(string Name, RecordedSchedule Schedule)> All { get; } =
    [
        .. typeof(RecordedSchedules).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (name[Prefix.Length..], Read(name))),
    ];

    private static RecordedSchedule Read(string name)
    {
        using var reader = new StreamReader(typeof(RecordedSchedules).Assembly.GetManifestResourceStream(name)!);
        return RecordedSchedule.Parse(reader.ReadToEnd());
    }
}
