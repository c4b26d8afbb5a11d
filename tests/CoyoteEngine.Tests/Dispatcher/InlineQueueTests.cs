using Akka.Dispatch;
using Smp.CoyoteDispatcher;

namespace Smp.CoyoteEngine.Tests.Dispatcher;

/// <summary>No mailbox run may get lost between the end of a queue and the one who still knows it.</summary>
public sealed class InlineQueueTests
{
    [Fact]
    public void Runs_come_out_in_order_and_what_comes_after_the_last_is_sent_elsewhere()
    {
        var queue = new InlineQueue();
        var (first, second) = (new ActionRunnable(() => { }), new ActionRunnable(() => { }));

        Assert.True(queue.TryEnqueue(first));
        Assert.True(queue.TryEnqueue(second));
        Assert.True(queue.TryTake(out var run));
        Assert.Same(first, run);
        Assert.True(queue.TryTake(out run));
        Assert.Same(second, run);
        Assert.False(queue.TryTake(out _));
        Assert.False(queue.TryEnqueue(first));
    }
}
