using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;
using Xunit.Abstractions;

namespace Smp.Tests.Exploration;

public sealed class ReductionTests(ITestOutputHelper output)
{
    private const int MaxSchedules = 2000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reduction_loses_nothing_on_random_programs(bool prune)
    {
        long all = 0;
        long complete = 0;
        long blocked = 0;
        long cuts = 0;
        int wrong = 0;
        for (int number = 0; number < 500; number++)
        {
            var (program, brute) = Draw(number);
            Reduced few;
            try
            {
                few = Reduced.All(SmallComputer.Build(program), new ReducedSearch(prune));
            }
            catch (MachineException e)
            {
                throw new InvalidOperationException($"{program}{e.Message}", e);
            }

            brute.FinalStates.RemoveWhere(s => s.StartsWith("Found", StringComparison.Ordinal));
            few.FinalStates.RemoveWhere(s => s.StartsWith("Found", StringComparison.Ordinal));
            if (!(brute.FinalStates.SetEquals(few.FinalStates) && brute.Findings.SetEquals(few.Findings)))
            {
                if (wrong++ < 5)
                {
                    output.WriteLine($"{program} brute {brute.Search.Schedules}: {brute.FinalStates.Count} {string.Join(";", brute.Findings)}\n reduced {few.Search.Schedules}: {few.FinalStates.Count} {string.Join(";", few.Findings)}");
                }
            }

            all += brute.Search.Schedules;
            complete += few.Search.Complete;
            blocked += few.Search.Blocked;
            cuts += few.Search.Cuts;
        }

        output.WriteLine($"wrong {wrong}; {all} schedules, {complete} complete reduced, {blocked} blocked, {cuts} cut");
        Assert.Equal(0, wrong);
    }

    internal static (SmallProgram Program, Explored All) Draw(int number)
    {
        for (int attempt = 0; ; attempt++)
        {
            var program = ProgramGenerator.Draw(number, attempt);
            if (Explored.All(SmallComputer.Build(program), prune: false, limit: MaxSchedules) is { } all)
            {
                return (program, all);
            }
        }
    }
}
