using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// What an atomic operation is to those who look for a check that is not one step with its act: atomic_read is a load,
/// atomic_set a store, and only the others are both in one.
/// </summary>
internal static class AtomicAccess
{
    private const string AtomicRead = "atomic read";

    internal static bool IsLoad(in Event e) => e.Operation == Operation.Load || IsAtomicRead(e);

    internal static bool IsStore(in Event e) => e.Operation == Operation.Store || IsAtomicSet(e);

    /// <summary>Whether it takes a value that somebody may rely on.</summary>
    internal static bool Reads(in Event e) => e.Operation == Operation.Load || (e.Operation == Operation.Atomic && !IsAtomicSet(e));

    /// <summary>Whether it may leave another value.</summary>
    internal static bool Writes(in Event e) => e.Operation == Operation.Store || (e.Operation == Operation.Atomic && !IsAtomicRead(e));

    private static bool IsAtomicRead(in Event e) => e.Operation == Operation.Atomic && e.Text == AtomicRead;

    // It says nothing of itself and leaves what it was given; an addition to 0 looks the same, and takes a value that nobody can have read before.
    private static bool IsAtomicSet(in Event e) => e.Operation == Operation.Atomic && e.Text.Length == 0 && e.Value == e.Argument;
}
