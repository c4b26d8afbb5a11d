using System.Text;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// The dispatchers that an application configures for itself. Each is a section with a <c>type</c>, anywhere in its HOCON; one
/// that was left as it is would take its actors out of Coyote's hands.
/// </summary>
internal static class DispatcherSections
{
    private static readonly HashSet<string> OfAkka =
        ["Dispatcher", "TaskDispatcher", "PinnedDispatcher", "ForkJoinDispatcher", "SynchronizedDispatcher"];

    private static readonly string Controlled = typeof(ControlledDispatcherConfigurator).AssemblyQualifiedName!;

    /// <summary>Settings that give every such section of <paramref name="config"/> the controlled type.</summary>
    internal static Config Override(Config config)
    {
        var text = new StringBuilder();
        if (config.Root is { } root && root.IsObject())
            Walk(root.GetObject(), "", text);
        return text.Length == 0 ? Config.Empty : ConfigurationFactory.ParseString(text.ToString());
    }

    private static void Walk(HoconObject section, string path, StringBuilder text)
    {
        foreach ((string key, HoconValue value) in section.Items)
        {
            if (value.IsObject())
                Walk(value.GetObject(), $"{path}\"{key}\".", text);
            else if (key == "type" && value.IsString() && OfAkka.Contains(value.GetString()))
                text.AppendLine($"{path}type = \"{Controlled}\"");
        }
    }
}
