using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Smp.Exploration;

/// <summary>
/// What a step is measured against: a loop that draws one number of <see cref="SplitMix64"/> an iteration, loads one element
/// of an array of 64 words and stores it changed, with no computer around it. About the least a step could be. The only file
/// of this room with a stopwatch.
/// </summary>
public sealed class PlainLoop
{
    private const int IterationsPerLook = 4096;

    private readonly ulong[] _words = new ulong[64];
    private SplitMix64 _numbers;

    /// <summary>A loop with this seed.</summary>
    public PlainLoop(ulong seed) => _numbers = new SplitMix64(seed);

    /// <summary>Runs for so long; the iterations a second.</summary>
    public double Run(TimeSpan time)
    {
        long start = Stopwatch.GetTimestamp();
        long iterations = 0;
        TimeSpan elapsed;
        do
        {
            Turn(IterationsPerLook);
            iterations += IterationsPerLook;
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed < time);
        return iterations / elapsed.TotalSeconds;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Turn(int iterations)
    {
        var numbers = _numbers;
        ulong[] words = _words;
        for (int i = 0; i < iterations; i++)
        {
            ulong number = numbers.Next();
            words[number & 63] += number;
        }

        _numbers = numbers;
    }
}
