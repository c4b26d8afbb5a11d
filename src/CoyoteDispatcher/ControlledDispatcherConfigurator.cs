using Akka.Configuration;
using Akka.Dispatch;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// What a dispatcher's <c>type</c> names in HOCON:
/// <c>type = "Smp.CoyoteDispatcher.ControlledDispatcherConfigurator, Smp.CoyoteDispatcher"</c>. It has no settings of its own.
/// </summary>
public sealed class ControlledDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly ControlledDispatcher _dispatcher;

    /// <summary>Called by Akka, once for every dispatcher of this type.</summary>
    public ControlledDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites) =>
        _dispatcher = new ControlledDispatcher(this, config.GetString("id", "controlled"));

    /// <summary>The one dispatcher, however often it is looked up.</summary>
    public override MessageDispatcher Dispatcher() => _dispatcher;
}
