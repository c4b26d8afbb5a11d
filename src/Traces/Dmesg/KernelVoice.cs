namespace Smp.Traces;

/// <summary>Which kernel speaks, by the environment of the run.</summary>
/// <param name="Release">What uname -r says.</param>
/// <param name="Generation">2.0, 2.6 or 6.8.</param>
/// <param name="IsSmp">Whether it was built for several CPUs.</param>
/// <param name="IsPreemptible">Whether kernel code is preempted.</param>
internal sealed record KernelVoice(string Release, KernelGeneration Generation, bool IsSmp, bool IsPreemptible)
{
    /// <summary>The voice of an environment; one of no known name speaks as 2.6.11 on several CPUs.</summary>
    internal static KernelVoice Of(string environment) => environment switch
    {
        "U0" => new("2.6.11", KernelGeneration.V26, false, false),
        "UP" => new("2.6.11", KernelGeneration.V26, false, true),
        "B20" => new("2.0.40", KernelGeneration.V20, true, false),
        "S26p" => new("2.6.11", KernelGeneration.V26, true, true),
        "S68" => new("6.8.0", KernelGeneration.V68, true, false),
        "S68p" => new("6.8.0", KernelGeneration.V68, true, true),
        _ => new("2.6.11", KernelGeneration.V26, true, false),
    };

    /// <summary>
    /// The voice of a trace. On one CPU a module that was written for 6.8 has that kernel: a complaint in words that only 6.8
    /// has is made by it.
    /// </summary>
    internal static KernelVoice Of(TraceHeader header)
    {
        var voice = Of(header.Environment);
        return header.Finding is { } finding && (WarnReport.Of(finding) is not null || finding.Message.EndsWith("WARNING in module_put", StringComparison.Ordinal))
            ? voice with { Release = "6.8.0", Generation = KernelGeneration.V68 }
            : voice;
    }

    /// <summary>The line of configuration words in an Oops: <c>PREEMPT SMP</c>.</summary>
    internal string Configuration => (IsPreemptible, IsSmp) switch
    {
        (true, true) => "PREEMPT SMP",
        (true, false) => "PREEMPT",
        (false, true) => "SMP",
        _ => "",
    };

    /// <summary>What stands before each line of the log. Virtual time: a step is a microsecond.</summary>
    internal string Stamp(int step)
        => Generation == KernelGeneration.V68 ? $"[{step / 1_000_000,5}.{step % 1_000_000:d6}] " : "";

    /// <summary>An address as wide as this kernel's pointers.</summary>
    internal string Address(string address)
        => Generation != KernelGeneration.V68 ? address
            : (address.StartsWith("0000", StringComparison.Ordinal) ? "00000000" : "ffffffff") + address;
}

/// <summary>The generations whose reports differ.</summary>
internal enum KernelGeneration
{
    /// <summary>2.0.</summary>
    V20,

    /// <summary>2.6.11.</summary>
    V26,

    /// <summary>6.8.</summary>
    V68,
}
