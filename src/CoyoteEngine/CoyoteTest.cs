using Microsoft.Coyote.Specifications;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.CoyoteEngine;

/// <summary>
/// A subject as the body of a Coyote test, for the <c>coyote</c> command or an engine of one's own: no part of Smp's tool
/// is needed to find the bug, and what is found carries Smp's token.
/// </summary>
public static class CoyoteTest
{
    /// <summary>
    /// Runs the race of <paramref name="subject"/> once, as Coyote decides. A finding is a failed assertion: which catalogued
    /// bug it is, in one line, and the token.
    /// </summary>
    /// <remarks>To be called from the body of a Coyote test, and from one operation of it at a time.</remarks>
    /// <exception cref="MachineException">The testbed or the scenario is at fault, or this is no test of Coyote's.</exception>
    public static void Run(ISubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        using var computer = subject.Build();
        computer.KeepEventHash = true;
        if (ControlledRun.Explore(computer) == RunOutcome.Found)
        {
            var token = Token.OfRun(subject, computer);
            var report = Replay.Run(subject.OnBuiltInHost, token).Report!;
            Specification.Assert(false, $"{(report.Bug is { } bug ? bug + ": " : "")}{report.Title}; smp replay {token}");
        }
    }
}
