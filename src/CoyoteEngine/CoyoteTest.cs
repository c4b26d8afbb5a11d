using Microsoft.Coyote.Specifications;
using Smp.Machine;

namespace Smp.CoyoteEngine;

/// <summary>
/// A subject as the body of a Coyote test, for the <c>coyote</c> command or an engine of one's own: no part of Smp's tool
/// is needed to find the bug, and what is found carries Smp's token.
/// </summary>
public static class CoyoteTest
{
    /// <summary>
    /// Runs the race of <paramref name="subject"/> once, as Coyote decides. A finding is a failed assertion whose message
    /// ends with the token.
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
            Specification.Assert(false, $"{computer.Finding!.Message}; smp replay {Token.OfRun(subject, computer)}");
        }
    }
}
