using Test = Microsoft.Coyote.SystematicTesting.TestAttribute;

namespace Smp.CoyoteEngine.Tests;

/// <summary>
/// The headline races as tests of Coyote's, for its own command: <c>coyote test CoyoteEngine.Tests.dll -m SLP_1 -i 1000</c>.
/// Nothing needs to be rewritten: the machine's agents are Coyote's operations already.
/// </summary>
public static class Headlines
{
    [Test]
    public static void SLP_1() => CoyoteTest.Run(Subjects.Of("sleep/SLP-1"));

    [Test]
    public static void SLP_2() => CoyoteTest.Run(Subjects.Of("sleep/SLP-2"));

    [Test]
    public static void SCH_1() => CoyoteTest.Run(Subjects.Of("sched/SCH-1"));

    [Test]
    public static void SYS_2() => CoyoteTest.Run(Subjects.Of("syscall/SYS-2"));

    [Test]
    public static void SYS_3() => CoyoteTest.Run(Subjects.Of("syscall/SYS-3"));

    [Test]
    public static void SYS_7() => CoyoteTest.Run(Subjects.Of("syscall/SYS-7"));

    [Test]
    public static void SLP_1_fixed() => CoyoteTest.Run(Subjects.Of("sleep/SLP-1.fixed"));
}
