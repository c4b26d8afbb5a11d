using Smp.Actors;
using Smp.Exploration;

namespace Smp.AkkaHost;

/// <summary>
/// Akka.NET as a place for the machine's actors: what of it there is in this build. The one file of this room that is
/// compiled where the package is missing.
/// </summary>
public static partial class AkkaHosts
{
    /// <summary>Whether it is there.</summary>
    public static EngineAvailability Availability
    {
        get
        {
            string? version = null;
            Present(ref version);
            return new EngineAvailability(
                "akka",
                "Akka.NET",
                version ?? EngineFacts.AkkaVersion,
                version is null ? $"Akka {EngineFacts.AkkaVersion} {EngineFacts.WhyMissing}" : null,
                EngineFacts.WhatBringsIt);
        }
    }

    /// <summary>Actors on Akka.NET, one mailbox run at a time, as a strategy says; null without Akka.NET.</summary>
    public static IHosting? Stepped
    {
        get
        {
            IHosting? hosting = null;
            Host(ref hosting);
            return hosting;
        }
    }

    /// <summary>Actors on Akka.NET's own threads, for subjects that <see cref="Free"/> explores; null without Akka.NET.</summary>
    public static IHosting? FreeHosting
    {
        get
        {
            IHosting? hosting = null;
            HostFreely(ref hosting);
            return hosting;
        }
    }

    /// <summary>
    /// Runs on Akka.NET's own threads, where nobody decides but they; null without Akka.NET. An engine: what fails has a token.
    /// Its subject has to be hosted by <see cref="FreeHosting"/>.
    /// </summary>
    public static IEngine? Free
    {
        get
        {
            IEngine? engine = null;
            Run(ref engine);
            return engine;
        }
    }

    static partial void Present(ref string? version);

    static partial void Host(ref IHosting? hosting);

    static partial void HostFreely(ref IHosting? hosting);

    static partial void Run(ref IEngine? engine);
}
