using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>An array of a module that one agent had copied its input to, and another agent copied to before it was read.</summary>
internal static class OverwrittenInput
{
    /// <summary>The array and who was in it; null if no input was overwritten.</summary>
    internal static Evidence? Find(Recording recording)
    {
        var steps = recording.Events.Where(e => e.Kind == EventKind.Step && !e.InModule.IsNull).ToList();
        for (int i = 0; i < steps.Count; i++)
        {
            var own = steps[i];
            if (own.Operation != Operation.CopyIn || recording.RegionOf(own.Object) is not { Kind: RegionKind.ModuleData } array)
            {
                continue;
            }

            int over = steps.FindIndex(i + 1, e => e.Agent != own.Agent && e.Operation == Operation.CopyIn && array.Contains(e.Object));
            int read = over < 0 ? -1 : steps.FindIndex(over + 1, e => e.Agent == own.Agent && e.Operation == Operation.Load && array.Contains(e.Object));
            if (read >= 0)
            {
                string who = recording.Agents[own.Agent].Name;
                string other = recording.Agents[steps[over].Agent].Name;
                return new Evidence(
                    [.. new[] { Evidence.Involve(recording, own), Evidence.Involve(recording, steps[over]) }.Distinct()],
                    $"{who} copied its input to {array.Name} (step {own.Step}), {other} copied its own there (step {steps[over].Step}), and {who} "
                        + $"read what it found (step {steps[read].Step}).",
                    [own.Step, steps[over].Step, steps[read].Step]);
            }
        }

        return null;
    }
}
