namespace Smp.Machine;

/// <summary>
/// The bottom of a stack of kernel code: the one who starts a kernel task that nobody awaits (an agent's body, a
/// system call, an interrupt handler) and is told when it has ended. Made once and used again for every launch.
/// </summary>
public abstract class Activation<T> : Frame
{
    private Frame<T>? _inner;

    /// <summary>Follows a task that has just been started; <see cref="Ended"/> is called now if it has already ended.</summary>
    public void Launch(KTask<T> task)
    {
        var frame = (Frame<T>?)task.Frame;
        if (frame is null || frame.Done)
        {
            Ended(task.GetAwaiter().GetResult());
            return;
        }

        _inner = frame;
        frame.Awaiter = this;
    }

    /// <inheritdoc/>
    public sealed override void Resume()
    {
        var inner = _inner!;
        _inner = null;
        var value = inner.Value;
        var error = inner.Error;
        inner.Computer.Frames.Release(inner);
        if (error is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }

        Ended(value);
    }

    /// <summary>The task has ended with <paramref name="value"/>.</summary>
    protected abstract void Ended(T value);
}
