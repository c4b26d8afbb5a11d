namespace Smp.Machine;

/// <summary>
/// A suspended method of kernel code. A frame knows who awaits it and how to go on; it belongs to one
/// <see cref="Computer"/>, comes from that computer's pool and goes back when its awaiter has read the result or
/// when the schedule is abandoned.
/// </summary>
public abstract class Frame
{
    internal Computer Computer = null!;
    internal Frame? Awaiter;
    internal Exception? Error;
    internal bool Done;
    internal int LiveIndex = -1;
    internal int Agent;

    /// <summary>Runs the suspended method up to its next suspension or its end.</summary>
    public abstract void Resume();

    internal virtual void GiveBack()
    {
    }

    internal void Finish(Exception? error)
    {
        Error = error;
        Done = true;
        Awaiter?.Resume();
    }
}

internal abstract class Frame<T> : Frame
{
    internal T Value = default!;
}
