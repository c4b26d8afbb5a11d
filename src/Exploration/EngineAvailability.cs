namespace Smp.Exploration;

/// <summary>Whether a host or an engine that comes with a package is part of this build.</summary>
/// <param name="Name">Its name on the command line: <c>akka</c>, <c>coyote</c>.</param>
/// <param name="Title">The name people know: <c>Akka.NET</c>.</param>
/// <param name="Version">The version of the library; where it is missing, the one that was asked for.</param>
/// <param name="WhyMissing">Why it is not there; null if it is.</param>
/// <param name="WhatBringsIt">What to do to have it.</param>
public sealed record EngineAvailability(string Name, string Title, string Version, string? WhyMissing, string WhatBringsIt)
{
    /// <summary>Whether it is there.</summary>
    public bool IsPresent => WhyMissing is null;
}
