using Akka.Configuration;

namespace Smp.CoyoteDispatcher;

/// <content>What a user of the dispatcher starts from.</content>
public static partial class Dispatching
{
    private static readonly Lazy<Config> Reference = new(Read);

    /// <summary>
    /// The settings under which Coyote decides every step of an actor system: this room's <c>reference.conf</c>. They go in
    /// front of the application's own: <c>Dispatching.Config.WithFallback(mine)</c>.
    /// </summary>
    public static Config Config => Reference.Value;

    /// <summary>
    /// <see cref="Config"/> in front of an application's own settings, with the dispatchers that those configure under control
    /// too. (<c>Config.WithFallback(mine)</c> leaves them as they are.)
    /// </summary>
    public static Config InFrontOf(Config? mine) =>
        mine is null ? Config : DispatcherSections.Override(mine).WithFallback(Config).WithFallback(mine);

    /// <summary>How many threads the dispatchers of this process have at the moment. Idle ones end after some seconds.</summary>
    public static int Threads => WorkerPool.Threads;

    /// <summary>How many of the <see cref="Threads"/> carry a mailbox run that has not ended.</summary>
    public static int BusyThreads => WorkerPool.Busy;

    /// <summary>
    /// Gives up the actor systems of the Coyote iteration that the caller is in: mailbox runs that are waiting for their turn
    /// never get it, and their threads go back. <see cref="ControlledSystem"/> calls it; a test that makes its systems itself
    /// calls it in a <c>finally</c>. Outside a Coyote test it does nothing.
    /// </summary>
    public static void Abandon() => Iteration.Current.End();

    static partial void Present(ref bool isPresent) => isPresent = true;

    private static Config Read()
    {
        using Stream stream = typeof(Dispatching).Assembly.GetManifestResourceStream("Smp.CoyoteDispatcher.reference.conf")!;
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
