using Akka.Configuration;

namespace Smp.AkkaHost;

/// <summary>How the actor systems of computers are configured.</summary>
internal static class Hocon
{
    /// <summary>
    /// For all: silent, since what goes wrong is the computer's exception and not a line on a console; nothing that is
    /// held by the process beyond the computer's end.
    /// </summary>
    internal static Config Common { get; } = ConfigurationFactory.ParseString("""
        akka {
          loggers = []
          loglevel = OFF
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);
}
