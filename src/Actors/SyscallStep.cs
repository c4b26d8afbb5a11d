using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Actors;

/// <summary>A system call that is about to be made; <c>await</c> makes it and gives the result.</summary>
public readonly struct SyscallStep : ICriticalNotifyCompletion, IMachineAwaiter
{
    private readonly ProcessActor _process;

    internal SyscallStep(ProcessActor process) => _process = process;

    /// <summary>Always false: the result comes as a message.</summary>
    public bool IsCompleted => false;

    Computer IMachineAwaiter.Computer => _process.Machine;

    /// <summary>Lets the call be awaited.</summary>
    public SyscallStep GetAwaiter() => this;

    /// <summary>The result: a value, or a negative errno.</summary>
    public long GetResult() => _process.Result;

    void IMachineAwaiter.Suspend(Frame frame) => _process.Suspend(frame);

    /// <summary>Not supported: calls are awaited by user programs only.</summary>
    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    /// <summary>Not supported: calls are awaited by user programs only.</summary>
    public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();
}
