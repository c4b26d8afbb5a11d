using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>A stack of frames of one type that wait to be used again.</summary>
internal sealed class FramePool<TFrame>
    where TFrame : Frame
{
    private TFrame[] _items = new TFrame[8];
    private int _count;

    internal bool TryPop(out TFrame frame)
    {
        if (_count == 0)
        {
            frame = null!;
            return false;
        }

        frame = _items[--_count];
        return true;
    }

    internal void Push(TFrame frame)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }

        _items[_count++] = frame;
    }
}

/// <summary>
/// The frames of one computer: a pool a frame type, and the list of those in use, so that abandoning a schedule in
/// the middle gives every suspended method back without unwinding it.
/// </summary>
internal sealed class FrameStore
{
    private object?[] _pools = new object?[16];
    private Frame[] _live = new Frame[32];

    internal int LiveCount { get; private set; }

    internal FramePool<TFrame> PoolOf<TFrame>()
        where TFrame : Frame
    {
        int index = PoolIndex<TFrame>.Value;
        if (index < _pools.Length && _pools[index] is { } pool)
        {
            return Unsafe.As<FramePool<TFrame>>(pool);
        }

        return CreatePool<TFrame>(index);
    }

    internal void Enlist(Frame frame, int agent)
    {
        if (LiveCount == _live.Length)
        {
            Array.Resize(ref _live, LiveCount * 2);
        }

        frame.Agent = agent;
        frame.LiveIndex = LiveCount;
        _live[LiveCount++] = frame;
    }

    internal void Release(Frame frame)
    {
        int index = frame.LiveIndex;
        var last = _live[--LiveCount];
        _live[index] = last;
        last.LiveIndex = index;
        frame.LiveIndex = -1;
        frame.GiveBack();
    }

    /// <summary>Whether a method started by <paramref name="agent"/> is still suspended, other than <paramref name="except"/>.</summary>
    internal bool AnyLiveOf(int agent, Frame? except)
    {
        for (int i = 0; i < LiveCount; i++)
        {
            if (_live[i].Agent == agent && !ReferenceEquals(_live[i], except))
            {
                return true;
            }
        }

        return false;
    }

    internal void ReleaseOf(int agent)
    {
        for (int i = LiveCount - 1; i >= 0; i--)
        {
            if (_live[i].Agent == agent)
            {
                Release(_live[i]);
            }
        }
    }

    internal void ReleaseAll()
    {
        for (int i = 0; i < LiveCount; i++)
        {
            _live[i].LiveIndex = -1;
            _live[i].GiveBack();
        }

        LiveCount = 0;
    }

    private FramePool<TFrame> CreatePool<TFrame>(int index)
        where TFrame : Frame
    {
        if (index >= _pools.Length)
        {
            Array.Resize(ref _pools, Math.Max(index + 1, _pools.Length * 2));
        }

        var pool = new FramePool<TFrame>();
        _pools[index] = pool;
        return pool;
    }
}

/// <summary>A dense number for each frame type. The order of the numbers depends on which type is met first; nothing else does.</summary>
internal static class PoolIndex<TFrame>
{
    internal static readonly int Value = PoolIndexCounter.Next();
}

internal static class PoolIndexCounter
{
    private static int s_last;

    internal static int Next() => Interlocked.Increment(ref s_last);
}
