using Akka.Actor;

namespace Smp.CoyoteDispatcher;

/// <summary>
/// For whom the current thread queues a run. Akka hands a dispatcher a mailbox that does not say whose it is, and an
/// operation named after its actor is worth having in Coyote's reports.
/// </summary>
internal readonly struct Addressee : IDisposable
{
    [ThreadStatic]
    private static IActorRef? _current;

    private readonly IActorRef? _before;

    private Addressee(IActorRef? before) => _before = before;

    internal static IActorRef? Current => _current;

    internal static Addressee Is(IActorRef? actor)
    {
        var scope = new Addressee(_current);
        _current = actor;
        return scope;
    }

    public void Dispose() => _current = _before;
}
