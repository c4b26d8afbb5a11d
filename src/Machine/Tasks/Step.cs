using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>
/// What a step of a kernel primitive does, once the strategy has let it: the whole of it happens with nobody in
/// between. The only place where memory may be read and written directly.
/// </summary>
public interface IStepBody
{
    /// <summary>Does it and says what came of it: the value the trace shows and the caller gets.</summary>
    long Run(Computer computer);
}

/// <summary>A primitive's step that is about to be taken; <c>await</c> takes it and gives the body's value.</summary>
public readonly struct Step<TBody> : ICriticalNotifyCompletion, IMachineAwaiter
    where TBody : struct, IStepBody
{
    private readonly Computer _computer;
    private readonly TBody _body;

    /// <summary>The step that does <paramref name="body"/>; its operation has been announced.</summary>
    public Step(Computer computer, TBody body)
    {
        _computer = computer;
        _body = body;
    }

    /// <summary>Asks the strategy; true if this agent goes on at once.</summary>
    public bool IsCompleted => _computer.Arrive();

    Computer IMachineAwaiter.Computer => _computer;

    /// <summary>Lets the step be awaited.</summary>
    public Step<TBody> GetAwaiter() => this;

    /// <summary>Takes the step.</summary>
    public long GetResult()
    {
        long value = _body.Run(_computer);
        _computer.Complete(value);
        return value;
    }

    void IMachineAwaiter.Suspend(Frame frame) => _computer.Suspend(frame);

    /// <summary>Not supported: steps are awaited by kernel code only.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <summary>Not supported: steps are awaited by kernel code only.</summary>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();
}
