using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>LEDs that are not as their module left them: who set them after it had given them back, or why they were not set.</summary>
internal static class LedCause
{
    /// <summary>They are lit, although their module has given them back.</summary>
    internal static Evidence? FindLit(Recording recording, Finding finding)
    {
        var lit = recording.Events.LastOrDefault(e => IsSet(e) && e.Agent == finding.Agent);
        var back = recording.Events.LastOrDefault(e => IsSet(e) && e.Agent != finding.Agent);
        if (lit.Step == 0 || back.Step == 0)
        {
            return null;
        }

        string function = Evidence.LastModuleFunction(recording, lit.Agent);
        var enter = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == lit.Agent && e.Operation == Operation.Enter);
        return new Evidence(
            [new InvolvedAccess(function, "ledioctl"), new InvolvedAccess(Evidence.LastModuleFunction(recording, back.Agent, back.Step), "ledioctl")],
            $"{Cause.Who(recording, back)} gave the LEDs back at {back.Caller} (step {back.Step}); {Cause.Who(recording, lit)} had been in {function} since step {enter.Step}, "
                + $"and lit them after that (step {lit.Step}). Nobody is left who would put them out.",
            [enter.Step, back.Step, lit.Step]);
    }

    /// <summary>They are not lit: whoever set them was told that he may not.</summary>
    internal static Evidence? FindDark(Recording recording, Finding finding)
    {
        var asked = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation == Operation.Load
            && recording.RegionOf(e.Object) is { Name: "signal_struct" });
        if (asked.Step == 0)
        {
            return null;
        }

        string current = recording.NameOf(asked.Object);
        current = current[..Math.Max(current.LastIndexOf('.'), 0)];
        return new Evidence(
            [new InvolvedAccess(Evidence.LastModuleFunction(recording, asked.Agent, asked.Step), "signal_struct")],
            $"{Cause.Who(recording, asked)} called ioctl(KDSETLED) at {asked.Caller} (step {asked.Step}), which asks whether current may do that. In an interrupt current is whoever was "
                + $"interrupted: {current}, who is not root and has another terminal. The answer was -EPERM, and nobody looked at it.",
            [asked.Step]);
    }

    /// <summary>They were given back on the console that was in the foreground by then.</summary>
    internal static Evidence? FindElsewhere(Recording recording, Finding finding)
    {
        var looked = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Agent == finding.Agent && e.Operation == Operation.Load
            && recording.RegionOf(e.Object) is { Name: "fg_console" });
        var switched = recording.Events.LastOrDefault(e => e.Kind == EventKind.Step && e.Site.Function == "redraw_screen");
        if (looked.Step == 0 || switched.Step == 0)
        {
            return null;
        }

        return new Evidence(
            [new InvolvedAccess(Evidence.LastModuleFunction(recording, looked.Agent, looked.Step), "fg_console")],
            $"{Cause.Who(recording, looked)} gave the LEDs back on the console that it found in the foreground at {looked.Caller} (step {looked.Step}). That was another one since "
                + $"{Cause.Who(recording, switched)} had switched (step {switched.Step}): where they were lit they will be lit again as soon as that console comes back.",
            [switched.Step, looked.Step]);
    }

    private static bool IsSet(Event e) => e.Kind == EventKind.Step && e.Site.Function is "setledstate" or "set_leds" && !e.InModule.IsNull;
}
