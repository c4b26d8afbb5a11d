using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Watches work that runs schedules, and gives it up when a step does not end: kernel code, a program or a clause that
/// loops without a visible operation. It looks from another thread and decides nothing else; a run that moves is never
/// touched.
/// </summary>
/// <remarks>
/// A thread cannot be ended from outside. The one that does not come back is left behind, in the background, and goes on
/// using a core until the process ends: whoever hears of it should write what there is and leave.
/// </remarks>
public sealed class Watchdog
{
    private const int LooksPerLimit = 50;
    private static readonly TimeSpan s_longestLook = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan _limit;
    private readonly TimeSpan _look;
    private readonly ConcurrentQueue<Watched> _watched = [];
    private StuckException? _stuck;

    /// <summary>A watchdog that waits so long for a step to end; zero for one that never minds.</summary>
    public Watchdog(TimeSpan limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero);
        _limit = limit;
        _look = limit / LooksPerLimit < s_longestLook ? limit / LooksPerLimit : s_longestLook;
    }

    /// <summary>How long a step may take unless somebody says otherwise.</summary>
    public static TimeSpan DefaultLimit => TimeSpan.FromSeconds(10);

    /// <summary>A computer has been made and is to be watched, its stage too if that is still to come.</summary>
    public void Saw(ISubject subject, Computer computer) => _watched.Enqueue(new Watched(subject, computer));

    /// <summary>The same subject, each of whose computers is watched once it is built.</summary>
    public ISubject Over(ISubject subject) => new WatchedSubject(subject, Saw);

    /// <summary>Does the work on a thread of its own and gives what it gives.</summary>
    /// <exception cref="StuckException">A step of a computer that was <see cref="Saw">seen</see> does not end.</exception>
    public T Run<T>(Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_limit == TimeSpan.Zero)
        {
            return work();
        }

        T result = default!;
        if (Workers.RunWatched(() => result = work(), _look, IsStuck))
        {
            return result;
        }

        throw _stuck!;
    }

    /// <summary>
    /// One look. Waits are counted, not clocks read: a machine that was asleep, or stopped in a debugger, has waited once.
    /// </summary>
    private bool IsStuck()
    {
        for (int count = _watched.Count; count > 0 && _watched.TryDequeue(out var watched); count--)
        {
            if (!watched.Computer.TryGetTarget(out var computer))
            {
                continue;
            }

            _watched.Enqueue(watched);
            var progress = computer.Progress;
            bool moves = !computer.IsAtWork || progress != watched.Seen || Debugger.IsAttached;
            watched.Seen = progress;
            watched.Looks = moves ? 0 : watched.Looks + 1;
            if (watched.Looks * _look >= _limit)
            {
                _stuck = Say(watched.Subject, computer);
                return true;
            }
        }

        return false;
    }

    private StuckException Say(ISubject subject, Computer computer)
    {
        string seconds = _limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        string where = $"{subject.Scenario} in {subject.Environment}: no step has ended for {seconds} s";
        int agent = computer.Current;
        string who = agent < 0 ? "the machine" : computer.Agents[agent].Name;
        if (!computer.IsSealed)
        {
            string after = computer.LastStageSite.File is null ? "before its first step" : $"after {computer.LastStageSite}";
            return new StuckException($"{where}: on the stage, {who} loops without a visible operation {after}", token: null);
        }

        bool isClause = computer.IsInspecting;
        int step = computer.Steps;
        if (step == 0)
        {
            return new StuckException($"{where}: {who} loops without a visible operation before its first step", token: null);
        }

        var (site, token) = Repeat(subject, computer.Choices.Items.ToArray(), step, agent, computer.StageFingerprint);
        string place = site.File is null ? $"line {computer.PendingLine(Math.Max(agent, 0)).ToString(CultureInfo.InvariantCulture)}" : site.ToString();
        string what = isClause
            ? $"a clause of the scenario or a detector does not come back after a step of {who} at {place}"
            : $"{who} loops without a visible operation after {place}";
        return new StuckException($"{where}: {what} (step {step.ToString(CultureInfo.InvariantCulture)}); the schedule up to there: {token}", token);
    }

    /// <summary>
    /// The same schedule up to the step before the one that does not end, recorded: for the file and for the hash of the
    /// events. What goes wrong here goes without.
    /// </summary>
    private (Site Site, Token Token) Repeat(ISubject subject, int[] choices, int step, int agent, ulong fingerprint)
    {
        Recording? recording = null;
        int looks = 0;
        try
        {
            Workers.RunWatched(
                () =>
                {
                    using var fresh = subject.OnBuiltInHost.BuildUnchecked();
                    fresh.MaxSteps = step - 1;
                    recording = fresh.Record(new ReplayStrategy(choices));
                },
                s_longestLook,
                () => ++looks > LooksPerLimit);
        }
        catch (MachineException)
        {
        }

        var token = new Token(
            subject.Scenario, subject.Environment, subject.Granularity, Token.Shorten(fingerprint), choices, Token.Shorten(recording?.EventHash ?? 0));
        return (recording is null || agent < 0 ? default : recording.ComesTo[agent], token);
    }

    private sealed class Watched(ISubject subject, Computer computer)
    {
        internal ISubject Subject { get; } = subject;

        internal WeakReference<Computer> Computer { get; } = new(computer);

        internal (long, int) Seen { get; set; } = (-1, -1);

        internal int Looks { get; set; }
    }
}
