using System.Globalization;
using System.Runtime.ExceptionServices;

namespace Smp.Exploration;

/// <summary>The threads of a hunt: the only file of this room that owns any.</summary>
internal static class Workers
{
    // As much as a process's first thread has: kernel code that never suspends is as deep as it is called.
    private const int StackSize = 8 << 20;

    /// <summary>
    /// Runs <paramref name="work"/> on a thread of its own and looks at it now and then. What it throws is thrown here.
    /// </summary>
    /// <returns>False if <paramref name="isStuck"/> said so: the thread is left behind.</returns>
    internal static bool RunWatched(Action work, TimeSpan look, Func<bool> isStuck)
    {
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    work();
                }
                catch (Exception e)
                {
                    error = ExceptionDispatchInfo.Capture(e);
                }
            },
            StackSize)
        {
            IsBackground = true,
            Name = "smp watched",
        };
        thread.Start();
        while (!thread.Join(look))
        {
            if (isStuck())
            {
                return false;
            }
        }

        error?.Throw();
        return true;
    }

    /// <summary>
    /// Runs <paramref name="round"/> for the numbers 0 to <paramref name="count"/> - 1 and waits for all; then
    /// <paramref name="next"/>, alone; and so on, as long as that says so. A failure ends it for all.
    /// </summary>
    internal static void RunRounds(int count, Action<int> round, Func<bool> next)
    {
        bool goesOn = true;
        using var barrier = new Barrier(count, _ => goesOn = goesOn && next());
        Run(count, worker =>
        {
            try
            {
                do
                {
                    round(worker);
                    barrier.SignalAndWait();
                }
                while (goesOn);
            }
            catch
            {
                goesOn = false;
                barrier.RemoveParticipant();
                throw;
            }
        });
    }

    /// <summary>
    /// Runs <paramref name="work"/> for the numbers 0 to <paramref name="count"/> - 1, each on a thread of its own, the
    /// first on the caller's, and waits for all. If several fail, the one with the smallest number is heard.
    /// </summary>
    internal static void Run(int count, Action<int> work)
    {
        var errors = new Exception?[count];
        var threads = new Thread[count - 1];
        for (int i = 1; i < count; i++)
        {
            int number = i;
            threads[i - 1] = new Thread(() => Guarded(number))
            {
                IsBackground = true,
                Name = string.Create(CultureInfo.InvariantCulture, $"smp worker {number}"),
            };
            threads[i - 1].Start();
        }

        Guarded(0);
        foreach (var thread in threads)
        {
            thread.Join();
        }

        foreach (var error in errors)
        {
            if (error is not null)
            {
                ExceptionDispatchInfo.Throw(error);
            }
        }

        void Guarded(int number)
        {
            try
            {
                work(number);
            }
            catch (Exception e)
            {
                errors[number] = e;
            }
        }
    }
}
