using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

/// <summary>
/// Random programs, searched by brute force and by the reduced search: the same final states, deadlocks and findings, with
/// pruning and without; and without it exactly one schedule of each class of those that come to their own end, the classes
/// being counted by <see cref="HappensBefore"/>.
/// </summary>
/// <remarks>
/// <para>There are 10,000 programs of at most 5,000 schedules and 200 of at most 500,000. An ordinary test run does every
/// eighth of the small ones and every tenth of the large ones; with SMP_CAMPAIGN=1 in the environment all are done.</para>
/// <para>That no class is run twice is not claimed where a data choice decides what its step touches, a ChooseInto or a tick
/// of the clock: an agent that sleeps does so for all values of its choice and is awake again for all of them, so a value
/// that nothing has woken is run again. Of all 10,000 programs that is 214 schedules among 625,000.</para>
/// </remarks>
public abstract class RandomProgramTests(ITestOutputHelper output)
{
    private const int SmallPrograms = 10_000;
    private const int SmallLimit = 5_000;
    private const int LargePrograms = 200;
    private const int LargeLimit = 500_000;
    private const int Parts = 4;

    private static bool IsCampaign => Environment.GetEnvironmentVariable("SMP_CAMPAIGN") == "1";

    private protected abstract int Part { get; }

    [Fact]
    public void Reduction_loses_nothing_and_runs_each_class_once_on_small_programs()
        => Compare(SmallPrograms, IsCampaign ? 1 : 16, SmallLimit, number => Small(number, SmallLimit));

    [Fact]
    public void Reduction_loses_nothing_and_runs_each_class_once_on_large_programs()
        => Compare(LargePrograms, IsCampaign ? 1 : 10, LargeLimit, Large);

    /// <summary>The program of a number, as long as brute force can do.</summary>
    internal static (SmallProgram Program, Outcomes All) Small(int number, long limit)
    {
        for (int attempt = 0; ; attempt++)
        {
            var program = ProgramGenerator.Draw(number, attempt);
            if (BruteForce.All(SmallComputer.Build(program), limit) is { } all)
            {
                return (program, all);
            }
        }
    }

    /// <summary>A program of more schedules than the small ones have; most have some ten thousands.</summary>
    internal static (SmallProgram Program, Outcomes All) Large(int number)
    {
        for (int attempt = 0; ; attempt++)
        {
            var program = ProgramGenerator.Draw(SmallPrograms + number, attempt, longer: attempt + 1);
            if (TreeSize.Of(SmallComputer.Build(program)) is > 15_000 and < 150_000
                && BruteForce.All(SmallComputer.Build(program), LargeLimit) is { Schedules: > SmallLimit } all)
            {
                return (program, all);
            }
        }
    }

    private void Compare(int programs, int every, long limit, Func<int, (SmallProgram Program, Outcomes All)> draw)
    {
        long all = 0;
        long classes = 0;
        long blocked = 0;
        long twice = 0;
        int count = 0;
        for (int number = Part * every; number < programs; number += Parts * every)
        {
            var (program, brute) = draw(number);
            var few = Search(program, prune: false);
            Assert.True(MayRunTwice(program) || few.Twice == 0, $"{program}{few.Twice} schedules were equivalent to earlier ones");
            Same(program, brute, few, classes: true);
            Same(program, brute, Search(program, prune: true), classes: false);
            Assert.True(brute.Schedules <= limit);
            all += brute.Schedules;
            classes += brute.Classes.Count;
            blocked += few.Search!.Blocked;
            twice += few.Twice;
            count++;
        }

        output.WriteLine($"{count} programs: {all} schedules, {classes} classes; reduced: {blocked} given up, {twice} twice");

        // The reduction is worth its name, and what is not claimed is rare.
        Assert.True(classes * 3 < all);
        Assert.True(twice * 100 <= classes);
    }

    private static bool MayRunTwice(SmallProgram program)
        => program.HasClock || program.Tasks.Concat(program.Handlers).Any(c => c.Any(i => i.Op == SmallOp.ChooseInto));

    private static Outcomes Search(SmallProgram program, bool prune)
    {
        try
        {
            return Outcomes.Of(SmallComputer.Build(program), new ReducedSearch(prune), prune ? null : SmallComputer.Build(program));
        }
        catch (MachineException e)
        {
            throw new InvalidOperationException($"{program}{e.Message}", e);
        }
    }

    private static void Same(SmallProgram program, Outcomes brute, Outcomes few, bool classes)
    {
        string? difference = brute.Difference(few, classes);
        Assert.True(difference is null, $"{program}by brute force and reduced: {difference}");
    }
}

/// <summary>A quarter of the programs: quarters are tests of their own to be run side by side.</summary>
public sealed class RandomProgramFirstTests(ITestOutputHelper output) : RandomProgramTests(output)
{
    private protected override int Part => 0;
}

/// <summary>A quarter of the programs.</summary>
public sealed class RandomProgramSecondTests(ITestOutputHelper output) : RandomProgramTests(output)
{
    private protected override int Part => 1;
}

/// <summary>A quarter of the programs.</summary>
public sealed class RandomProgramThirdTests(ITestOutputHelper output) : RandomProgramTests(output)
{
    private protected override int Part => 2;
}

/// <summary>A quarter of the programs.</summary>
public sealed class RandomProgramFourthTests(ITestOutputHelper output) : RandomProgramTests(output)
{
    private protected override int Part => 3;
}
