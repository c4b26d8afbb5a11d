using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Smp.Cli;

/// <summary>
/// Ctrl-C and SIGTERM while a hunt runs: the first ends it with what was found so far, the second quits at once. Outside
/// hunts nothing is registered and a signal does what it always does.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly Terminal _error;

    // Some send a signal to a process and to its group: within this time it is still the first.
    private static readonly TimeSpan s_same = TimeSpan.FromMilliseconds(500);

    private long _first;

    internal Interrupts(Terminal error)
    {
        _error = error;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
    }

    internal CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        long first = Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        if (first != 0)
        {
            if (Stopwatch.GetElapsedTime(first) > s_same)
            {
                Environment.Exit(ExitCodes.Interrupted);
            }

            return;
        }

        if (_error.IsLive)
        {
            _error.Control("\r\u001b[2K");
            _error.Line("stopping; Ctrl-C again quits at once");
        }

        _source.Cancel();
    }
}
