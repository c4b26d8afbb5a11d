using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Smp.Machine;

/// <summary>
/// The result of a kernel function written as an <c>async</c> method. No thread pool and no scheduler of .NET's stand
/// behind it: a method that never has to give up its turn completes synchronously and allocates nothing; one that
/// does is kept in a pooled <see cref="Frame"/> until the strategy picks its agent again.
/// </summary>
/// <remarks>A task is awaited once, at once, by the method that called it.</remarks>
[AsyncMethodBuilder(typeof(KTaskBuilder<>))]
public readonly struct KTask<T>
{
    private readonly Frame<T>? _frame;
    private readonly T _value;

    /// <summary>A task that has already ended with <paramref name="value"/>.</summary>
    public KTask(T value)
    {
        _frame = null;
        _value = value;
    }

    internal KTask(Frame<T> frame)
    {
        _frame = frame;
        _value = default!;
    }

    internal Frame? Frame => _frame;

    /// <summary>Lets the task be awaited.</summary>
    public Awaiter GetAwaiter() => new(this);

    /// <summary>Waits for a <see cref="KTask{T}"/>.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion, IMachineAwaiter
    {
        private readonly KTask<T> _task;

        internal Awaiter(KTask<T> task) => _task = task;

        /// <summary>Whether the task has ended.</summary>
        public bool IsCompleted => _task._frame is null || _task._frame.Done;

        Computer IMachineAwaiter.Computer => _task._frame!.Computer;

        void IMachineAwaiter.Suspend(Frame frame) => _task._frame!.Awaiter = frame;

        /// <summary>The task's value; rethrows what the task's method threw.</summary>
        public T GetResult()
        {
            var frame = _task._frame;
            if (frame is null)
            {
                return _task._value;
            }

            var value = frame.Value;
            var error = frame.Error;
            frame.Computer.Frames.Release(frame);
            if (error is not null)
            {
                ExceptionDispatchInfo.Throw(error);
            }

            return value;
        }

        /// <summary>Not supported: kernel code is awaited by kernel code only.</summary>
        public void OnCompleted(Action continuation) => throw new NotSupportedException();

        /// <summary>Not supported: kernel code is awaited by kernel code only.</summary>
        public void UnsafeOnCompleted(Action continuation) => throw new NotSupportedException();
    }
}

/// <summary>A kernel function that returns nothing. See <see cref="KTask{T}"/>.</summary>
[AsyncMethodBuilder(typeof(KTaskBuilder))]
public readonly struct KTask
{
    internal KTask(KTask<Nothing> inner) => Inner = inner;

    /// <summary>A task that has already ended.</summary>
    public static KTask Completed => default;

    internal KTask<Nothing> Inner { get; }

    /// <summary>Lets the task be awaited.</summary>
    public KTask<Nothing>.Awaiter GetAwaiter() => Inner.GetAwaiter();
}

/// <summary>The value of a function that returns none.</summary>
public readonly struct Nothing;

/// <summary>Conversions between kernel tasks.</summary>
public static class KTaskExtensions
{
    /// <summary>The same task with its value dropped.</summary>
    public static async KTask Discard<T>(this KTask<T> task) => await task;
}
