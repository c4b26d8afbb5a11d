using System.Reflection;
using Microsoft.Coyote.Runtime;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// What Coyote leaves on a thread. Operation.OnStarted writes the runtime and the operation into the thread's own storage,
/// and nothing public takes them out again: a thread used in the next iteration would still find the runtime of this one.
/// </summary>
internal static class CoyoteThread
{
    private static readonly FieldInfo? Runtime = Find("ThreadLocalRuntime");
    private static readonly FieldInfo? Executing = Find("ExecutingOperation");

    /// <summary>
    /// Whether the current thread can be used again. A Coyote other than the one this was written for may keep its state
    /// elsewhere; then every run gets a thread of its own, which is slow and right.
    /// </summary>
    internal static bool TryClean()
    {
        SynchronizationContext.SetSynchronizationContext(null);
        if (Runtime is null || Executing is null)
            return false;
        Runtime.SetValue(null, null);
        Executing.SetValue(null, null);
        return true;
    }

    /// <summary>Whether the current thread is one of those that Coyote itself made: it has Coyote's context.</summary>
    internal static bool IsCoyotes =>
        SynchronizationContext.Current is { } context && context.GetType().Assembly == typeof(Operation).Assembly;

    private static FieldInfo? Find(string name) =>
        typeof(Operation).Assembly.GetType("Microsoft.Coyote.Runtime.CoyoteRuntime")?
            .GetField(name, BindingFlags.Static | BindingFlags.NonPublic);
}
