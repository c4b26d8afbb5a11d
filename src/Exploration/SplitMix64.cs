using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014), as Vigna
/// published it: the same numbers on every machine, and any place of its sequence at once.
/// </summary>
public struct SplitMix64
{
    private const ulong Gamma = 0x9E3779B97F4A7C15UL;

    private ulong _state;

    /// <summary>The generator with this seed.</summary>
    public SplitMix64(ulong seed) => _state = seed;

    /// <summary>The generator of schedule <paramref name="schedule"/>: its seed is that number of the sequence of <paramref name="seed"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SplitMix64 OfSchedule(ulong seed, long schedule)
        => new(Hashing.Scramble(seed + (((ulong)schedule + 1) * Gamma)));

    /// <summary>The next 64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Next() => Hashing.Scramble(_state += Gamma);

    /// <summary>
    /// A number from 0 to <paramref name="count"/> - 1: the upper half of a product (Lemire, "Fast random integer
    /// generation in an interval", 2019) without his rejection step, whose bias of count / 2^64 no hunt can see.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);
}
