namespace Misbehaving;

/// <summary>A loop without a visible operation, for whoever is to be caught in one.</summary>
public static class Endless
{
    private static volatile bool s_isOver;
    private static int s_inside;

    /// <summary>How many are in it.</summary>
    public static int Inside => Volatile.Read(ref s_inside);

    /// <summary>Does not come back, until <see cref="End"/>.</summary>
    /// <exception cref="OperationCanceledException">It is over.</exception>
    public static bool Loop()
    {
        Interlocked.Increment(ref s_inside);
        while (!s_isOver)
        {
        }

        Interlocked.Decrement(ref s_inside);
        throw new OperationCanceledException("the loop is over");
    }

    /// <summary>Ends all loops: the threads that were left in them would take the cores from everything that comes after.</summary>
    public static void End() => s_isOver = true;
}
