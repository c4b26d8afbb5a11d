namespace Smp.Machine;

/// <summary>
/// What one detector that looks at the state has last read of it. A step that writes none of that leaves its answer as
/// it was; one that does makes the detector look again, and what it read before and reads then belongs to the step.
/// </summary>
internal sealed class Sighting(IDetector detector)
{
    private static readonly Address s_everything = new(8);

    private Address[] _read = new Address[16];
    private int _count;

    // It holds before anybody has stepped: the first step shows it, whatever that touches, so no two are independent.
    private bool _found;

    internal IDetector Detector { get; } = detector;

    /// <summary>Lets the detector look; what it reads is kept, and stays in the footprint only if it had to look again.</summary>
    internal Finding? Look(Computer computer, Footprint footprint)
    {
        int mark = footprint.Count;
        bool again = HasChanged(footprint.Items[..mark]);
        var finding = Detector.OnStep(computer);
        if (!again)
        {
            footprint.Truncate(mark);
        }
        else
        {
            // What it saw before the step as well: it may look at less now, and would have looked at more without the step.
            foreach (var address in _read.AsSpan(0, _count))
            {
                footprint.Add(address, write: false);
            }

            // One that remembers may look elsewhere from now on. Asked here, and not at whatever step comes next, it gives
            // the same answer in every order of independent steps.
            int end = footprint.Count;
            if (finding is null)
            {
                Detector.OnStep(computer);
            }

            Keep(footprint.Items[end..]);
            footprint.Truncate(end);
        }

        if (footprint.Without == FootprintPart.Clauses)
        {
            footprint.Truncate(mark);
        }
        else if (_found)
        {
            footprint.Add(s_everything, write: true);
        }

        return finding;
    }

    /// <summary>What it sees before the first step whose footprint counts.</summary>
    internal void Begin(Computer computer, Footprint footprint)
    {
        footprint.Clear();
        bool found = Detector.OnStep(computer) is not null;
        if (computer.Steps == 0)
        {
            _found = found;
        }

        Keep(footprint.Items);
        footprint.Clear();
    }

    private bool HasChanged(ReadOnlySpan<Access> step)
    {
        foreach (var access in step)
        {
            if (access.IsWrite && _read.AsSpan(0, _count).Contains(access.Object))
            {
                return true;
            }
        }

        return false;
    }

    private void Keep(ReadOnlySpan<Access> reads)
    {
        if (reads.Length > _read.Length)
        {
            _read = new Address[reads.Length * 2];
        }

        _count = 0;
        foreach (var read in reads)
        {
            if (!_read.AsSpan(0, _count).Contains(read.Object))
            {
                _read[_count++] = read.Object;
            }
        }
    }
}
