using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>Where a finding comes from, for the kinds that have an analysis of their own, and what those share.</summary>
internal static class Cause
{
    /// <summary>The object of an access to memory that a user program passed a pointer to, whatever the program calls it.</summary>
    internal const string UserString = "filename";

    private const string Table = "sys_call_table";

    /// <summary>The cause of a finding of one of the kinds that have an analysis of their own; null for all others.</summary>
    internal static Evidence? Of(Recording recording, Finding finding) => finding switch
    {
        { Fault: { Kind: FaultKind.FreedText } fault } => LeftHandler.Called(recording, fault) ?? FreedTextCause.Find(recording) ?? TimerCause.Find(recording, finding),
        { Fault: { Kind: FaultKind.UseAfterFree } fault } => LeftHandler.Named(recording, fault) ?? TimerCause.Find(recording, finding) ?? TerminalCause.Find(recording, fault),
        { Fault: { Kind: FaultKind.OutOfBounds } fault } => GuardPageCause.Find(recording, fault),
        { Fault: { Kind: FaultKind.BadAddress, Operation: Operation.Enter } } => NullCallCause.Find(recording),
        { Fault: { Kind: FaultKind.BadAddress } fault } => TerminalCause.Find(recording, fault),
        { Kind: "hook-unreachable" } => CutOutCause.Find(recording),
        { Kind: "text-lost" } => SamePlace.Find(recording) ?? LateInitialisation.Find(recording),
        { Kind: "text-twice" } => SamePlace.Find(recording),
        { Kind: "mixed-input" } => OverwrittenInput.Find(recording),
        { Kind: "torn-log" } => LogCause.FindTorn(recording),
        { Kind: "wrong-log" } => LogCause.FindWrong(recording),
        { Kind: "soft-lockup" } => LoopCause.Find(recording, finding.Agent),
        { Kind: "user-overflow" } => ForeignValue.FindLast(recording, finding.Agent)?.AsEvidence(recording),
        { Kind: "foreign-log" } => ForeignLog.Find(recording, finding.Agent),
        { Kind: "first-byte-wiped" or "chunk-lost" or "changed-by-failure" } => KeptText.Find(recording, finding),
        { Kind: "entry-lost" } => LostEntry.Find(recording),
        { Kind: "leftover" } => LeftQueue.Find(recording, finding) ?? TimerCause.Find(recording, finding) ?? LostEntry.LeftBehind(recording, finding),
        { Kind: "mixed-output" } => TerminalOutput.FindMixed(recording, finding),
        { Kind: "output-lost" } => TerminalOutput.FindShort(recording),
        { Kind: "leds-lit" } => LedCause.FindLit(recording, finding),
        { Kind: "leds-dark" } => LedCause.FindDark(recording, finding),
        { Detector: "never" } when LostKey.Find(recording, finding) is { } key => key,
        { Kind: "leds-elsewhere" } => LedCause.FindElsewhere(recording, finding),
        { Kind: "livelock" } => LivelockCause.Find(recording),
        _ => null,
    };

    /// <summary>Whether a step touched the system call table.</summary>
    internal static bool IsTable(Recording recording, in Event e) => recording.RegionOf(e.Object) is { Name: Table };

    /// <summary>Whether any module of the run has to do with the system call table.</summary>
    internal static bool HasTable(Recording recording) => recording.Regions.Any(r => r.Name == Table);

    /// <summary>The C function a step was taken in.</summary>
    internal static string FunctionOf(in Event e) => CNames.Of(e.Site.Function);

    /// <summary>The symbol of the object of a step.</summary>
    internal static string SymbolOf(Recording recording, in Event e)
        => recording.RegionOf(e.Object) is not { } region ? recording.NameOf(e.Object) : region.Kind == RegionKind.User ? UserString : region.Name;

    /// <summary>A step as an access.</summary>
    internal static InvolvedAccess AccessOf(Recording recording, in Event e) => new(FunctionOf(e), SymbolOf(recording, e));

    /// <summary>The name of the agent that took a step.</summary>
    internal static string Who(Recording recording, in Event e) => recording.Agents[e.Agent].Name;

    /// <summary>The module whose text an address lies in.</summary>
    internal static string ModuleAt(Recording recording, Address text) => recording.RegionOf(text)?.Owner ?? "a module";
}
