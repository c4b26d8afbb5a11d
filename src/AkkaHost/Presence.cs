using Akka.Actor;
using Smp.Actors;
using Smp.Exploration;

namespace Smp.AkkaHost;

// Compiled with the package only: what there is.
public static partial class AkkaHosts
{
    static partial void Present(ref string? version) => version = typeof(ActorSystem).Assembly.GetName().Version?.ToString(3);

    static partial void Host(ref IHosting? hosting) => hosting = new SteppedHosting();

    static partial void HostFreely(ref IHosting? hosting) => hosting = new FreeHosting();

    static partial void Run(ref IEngine? engine) => engine = new FreeEngine();
}
