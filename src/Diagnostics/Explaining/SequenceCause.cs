using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>A file of records whose start function gave the end, and a record when it was asked again.</summary>
internal static class SequenceCause
{
    /// <summary>The cause; null where no sequence of records did that.</summary>
    internal static Evidence? Find(Recording recording, Finding finding)
    {
        Event? end = null;
        Event? again = null;
        bool isFirst = false;
        foreach (var e in recording.Events)
        {
            if (e.Kind != EventKind.Step || e.Agent != finding.Agent)
            {
                continue;
            }

            if (e.Operation == Operation.Trap)
            {
                // What seq_read calls first in a read is start.
                isFirst = true;
            }
            else if (isFirst && e.Operation == Operation.Leave && e.Site.Function == "seq_read")
            {
                isFirst = false;
                if (e.Value == 0)
                {
                    end = e;
                }
                else if (end is not null)
                {
                    again = e;
                }
            }
        }

        if (end is not { } ended || again is not { } began)
        {
            return null;
        }

        string who = recording.Agents[finding.Agent].Name;
        return new Evidence(
            [new InvolvedAccess(ended.Text, "*pos")],
            $"{who} was told by {ended.Text} that there are no more records (step {ended.Step}); asked again, it began anew (step {began.Step}).",
            [ended.Step, began.Step]);
    }
}
