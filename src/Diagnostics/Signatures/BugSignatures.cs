using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>How a catalogued bug is recognised: by what happened and which accesses it happened to, never by the scenario.</summary>
/// <param name="Bug">The bug's name in the catalogue.</param>
/// <param name="Kind">The kind of finding.</param>
/// <param name="Accesses">The accesses involved, all of them.</param>
/// <param name="Advice">What the module should have done, as a sentence.</param>
public sealed record BugSignature(string Bug, string Kind, IReadOnlyList<InvolvedAccess> Accesses, string Advice)
{
    /// <summary>
    /// The module whose functions and variables these are, for names that several modules of the documents have
    /// (<c>device_open</c>, <c>procfile_read</c>); empty where they name one module only.
    /// </summary>
    public string Module { get; init; } = "";
}

/// <summary>The signatures of all catalogued bugs, shared by all scenarios.</summary>
public static class BugSignatures
{
    /// <summary>The table: one list a module of the documents.</summary>
    public static IReadOnlyList<BugSignature> All { get; } =
    [
        .. Of("sleep", SleepSignatures.All),
        .. Of("sched", SchedSignatures.All),
        .. Of("intrpt", IntrptSignatures.All),
        .. SyscallSignatures.All,
        .. Of("modern_procfs1", ModernProcfsSignatures.Hello),
        .. Of("modern_procfs2", ModernProcfsSignatures.Procfs2),
        .. Of("modern_procfs3", ModernProcfsSignatures.Procfs3),
        .. Of("rand", RandSignatures.All),
        .. HelloSignatures.All,
        .. Of("chardev", ChardevSignatures.All),
        .. Of("procfs3", Procfs3Signatures.All),
        .. Of("procfs4", Procfs4Signatures.Procfs4),
        .. Of("modern_procfs4", Procfs4Signatures.ModernProcfs4),
        .. Of("fortune", FortuneSignatures.All),
        .. Of("simacc", SimaccSignatures.All),
        .. Of("procfs1", ProcfsSignatures.Procfs1),
        .. Of("procfs2", ProcfsSignatures.Procfs2),
        .. Of("char_dev", ChardevIoctlSignatures.All),
        .. Of("print_string", PrintStringSignatures.All),
        .. Of("kbleds", KbledsSignatures.All),
    ];

    /// <summary>The signature that fits a finding; null if none does.</summary>
    /// <param name="kind">The kind of the finding.</param>
    /// <param name="accesses">The accesses involved in it.</param>
    /// <param name="modules">The names of the modules of the run.</param>
    public static BugSignature? Match(string kind, IReadOnlyList<InvolvedAccess> accesses, IReadOnlySet<string> modules)
    {
        ArgumentNullException.ThrowIfNull(accesses);
        ArgumentNullException.ThrowIfNull(modules);
        foreach (var signature in All)
        {
            if (signature.Kind == kind && signature.Accesses.Count == accesses.Count && signature.Accesses.All(accesses.Contains)
                && (signature.Module.Length == 0 || modules.Contains(signature.Module)))
            {
                return signature;
            }
        }

        return null;
    }

    /// <summary>The signatures of one module's bugs, for that module only.</summary>
    private static IEnumerable<BugSignature> Of(string module, IReadOnlyList<BugSignature> signatures)
        => signatures.Select(signature => signature with { Module = module });
}
