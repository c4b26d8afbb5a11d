using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>The frame of one async method: the compiler's state machine, moved here when it first suspends.</summary>
internal sealed class StateMachineFrame<T, TStateMachine> : Frame<T>
    where TStateMachine : IAsyncStateMachine
{
    private readonly FramePool<StateMachineFrame<T, TStateMachine>> _pool;

    internal TStateMachine StateMachine = default!;

    internal StateMachineFrame(FramePool<StateMachineFrame<T, TStateMachine>> pool) => _pool = pool;

    public override void Resume() => StateMachine.MoveNext();

    internal override void GiveBack() => _pool.Push(this);

    internal static StateMachineFrame<T, TStateMachine> Rent(Computer computer)
    {
        var pool = computer.Frames.PoolOf<StateMachineFrame<T, TStateMachine>>();
        if (!pool.TryPop(out var frame))
        {
            frame = new StateMachineFrame<T, TStateMachine>(pool) { Computer = computer };
        }

        frame.Awaiter = null;
        frame.Error = null;
        frame.Done = false;
        computer.Frames.Enlist(frame, computer.Current);
        return frame;
    }
}
