using Smp.Machine;

namespace Smp.Actors;

/// <summary>A way to host actors: makes a host for each computer. Results name it.</summary>
public interface IHosting
{
    /// <summary>Its name in results: <c>smp</c>, <c>akka</c>.</summary>
    string Name { get; }

    /// <summary>The version of the library behind it; null if it has none of its own.</summary>
    string? Version => null;

    /// <summary>A host for the actors of <paramref name="computer"/>, which owns it.</summary>
    ActorHost Host(Computer computer);
}
