using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>What the compiler calls to run an <c>async KTask&lt;T&gt;</c> method. Not meant to be used by hand.</summary>
public struct KTaskBuilder<T>
{
    private Frame<T>? _frame;
    private T _value;

    /// <summary>The task to hand to the caller.</summary>
    public readonly KTask<T> Task => _frame is null ? new KTask<T>(_value) : new KTask<T>(_frame);

    /// <summary>A builder; it meets its computer at the first suspension, through the awaiter.</summary>
    public static KTaskBuilder<T> Create() => default;

    /// <summary>Runs the method up to its first suspension.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
        => stateMachine.MoveNext();

    /// <summary>Unused: the state machine is moved by value.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>The method ended with a value.</summary>
    public void SetResult(T result)
    {
        if (_frame is null)
        {
            _value = result;
            return;
        }

        _frame.Value = result;
        _frame.Finish(null);
    }

    /// <summary>The method threw. Before its first suspension the caller sees the exception at once.</summary>
    public readonly void SetException(Exception exception)
    {
        if (_frame is null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
        }

        _frame!.Finish(exception);
    }

    /// <summary>Refused: only the machine's own awaiters exist in kernel code.</summary>
    public readonly void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => throw ForeignAwait.Of(typeof(TAwaiter));

    /// <summary>The method suspends at <paramref name="awaiter"/>.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
    {
        // The JIT resolves both casts for a struct awaiter without boxing it (as .NET's own builders rely on).
        if (default(TAwaiter) is null || awaiter is not IMachineAwaiter)
        {
            throw ForeignAwait.Of(typeof(TAwaiter));
        }

        if (_frame is null)
        {
            var frame = StateMachineFrame<T, TStateMachine>.Rent(((IMachineAwaiter)awaiter).Computer);
            _frame = frame;
            frame.StateMachine = stateMachine;
        }

        ((IMachineAwaiter)awaiter).Suspend(_frame);
    }
}

/// <summary>What the compiler calls to run an <c>async KTask</c> method. Not meant to be used by hand.</summary>
public struct KTaskBuilder
{
    private KTaskBuilder<Nothing> _inner;

    /// <summary>The task to hand to the caller.</summary>
    public readonly KTask Task => new(_inner.Task);

    /// <summary>A builder.</summary>
    public static KTaskBuilder Create() => default;

    /// <summary>Runs the method up to its first suspension.</summary>
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
        => stateMachine.MoveNext();

    /// <summary>Unused: the state machine is moved by value.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
    }

    /// <summary>The method ended.</summary>
    public void SetResult() => _inner.SetResult(default);

    /// <summary>The method threw.</summary>
    public readonly void SetException(Exception exception) => _inner.SetException(exception);

    /// <summary>Refused: only the machine's own awaiters exist in kernel code.</summary>
    public readonly void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => throw ForeignAwait.Of(typeof(TAwaiter));

    /// <summary>The method suspends at <paramref name="awaiter"/>.</summary>
    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine
        => _inner.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
}

internal static class ForeignAwait
{
    internal static MachineException Of(Type awaiter)
        => new($"kernel code awaited {awaiter.FullName}, which the machine cannot schedule; await kernel tasks and steps only");
}
