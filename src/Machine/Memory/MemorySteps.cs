using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>A plain load that is about to be made; <c>await</c> makes it and gives the value.</summary>
public readonly struct LoadStep<T> : ICriticalNotifyCompletion, IMachineAwaiter
    where T : unmanaged
{
    private readonly Computer _computer;

    internal LoadStep(Computer computer) => _computer = computer;

    /// <summary>Asks the strategy; true if this agent goes on at once.</summary>
    public bool IsCompleted => _computer.Arrive();

    Computer IMachineAwaiter.Computer => _computer;

    /// <summary>Lets the step be awaited.</summary>
    public LoadStep<T> GetAwaiter() => this;

    /// <summary>Makes the access.</summary>
    public T GetResult()
    {
        var value = _computer.Memory.Read<T>(_computer.CurrentObject);
        _computer.Complete(Word.Of(value));
        return value;
    }

    void IMachineAwaiter.Suspend(Frame frame) => _computer.Suspend(frame);

    /// <summary>Not supported: steps are awaited by kernel code only.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <summary>Not supported: steps are awaited by kernel code only.</summary>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();
}

/// <summary>A plain store that is about to be made; <c>await</c> makes it.</summary>
public readonly struct StoreStep<T> : ICriticalNotifyCompletion, IMachineAwaiter
    where T : unmanaged
{
    private readonly Computer _computer;
    private readonly T _value;

    internal StoreStep(Computer computer, T value)
    {
        _computer = computer;
        _value = value;
    }

    /// <summary>Asks the strategy; true if this agent goes on at once.</summary>
    public bool IsCompleted => _computer.Arrive();

    Computer IMachineAwaiter.Computer => _computer;

    /// <summary>Lets the step be awaited.</summary>
    public StoreStep<T> GetAwaiter() => this;

    /// <summary>Makes the access.</summary>
    public void GetResult()
    {
        _computer.Memory.Write(_computer.CurrentObject, _value);
        _computer.Complete(Word.Of(_value));
    }

    void IMachineAwaiter.Suspend(Frame frame) => _computer.Suspend(frame);

    /// <summary>Not supported: steps are awaited by kernel code only.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <summary>Not supported: steps are awaited by kernel code only.</summary>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();
}
