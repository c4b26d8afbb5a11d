using System.Text.Json;
using Misbehaving;
using Smp.Cli;
using Smp.Exploration;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;
using Smp.Tests.Exploration.Programs;
using Smp.Tests.Tidy;

namespace Smp.Tests.Exploration;

/// <summary>A hunt says which places of the module it came to and which not, and it is the same with any number of workers.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void The_places_of_a_module_are_the_lines_at_which_its_steps_begin()
    {
        var sites = CodeSites.Of(typeof(BadModule), typeof(KernelModule));
        string[] source = File.ReadAllLines(Path.Combine(SourceTree.Root, "tests", "Misbehaving", "BadModule.cs"));

        Assert.All(sites, site => Assert.Equal("BadModule.cs", site.FileName));
        var expected = Enumerable.Range(1, source.Length)
            .Where(line => source[line - 1].Contains(".Load()", StringComparison.Ordinal) || source[line - 1].Contains(".Store(", StringComparison.Ordinal)
                || source[line - 1].Contains("AddReturn(", StringComparison.Ordinal) || source[line - 1].Contains("CpuRelax()", StringComparison.Ordinal)
                || source[line - 1].Contains("ProcEntry(", StringComparison.Ordinal));
        Assert.Equal(expected, sites.Select(site => site.Line));
        Assert.Contains(sites, site => site.Function == "BadWrite");
    }

    [Fact]
    public void What_a_module_has_overridden_is_no_place_of_its_own()
    {
        var sites = CodeSites.Of(typeof(Derived), typeof(KernelModule));

        Assert.Equal(["Kept", "Replaced", "Revived", "Revived"], sites.Select(site => site.Function).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_place_that_a_run_comes_to_is_known_before()
    {
        foreach (string name in (string[])["sleep/SLP-1", "sleep/SLP-1.fixed", "sched/SCH-1", "syscall/SYS-2"])
        {
            var subject = new ScenarioSubject(new Catalogue().Find(name)!, Environments.Find("S26")!);
            var probes = subject.Probes.Select(p => (p.FileName, p.Line)).ToHashSet();
            using var computer = subject.Build();
            computer.Coverage = new SiteCoverage();
            var random = new RandomStrategy(1);
            for (int k = 0; k < 100; k++)
            {
                random.Reseed(k);
                computer.Run(random);
            }

            string[] modules = [.. probes.Select(p => p.FileName).Distinct()];
            var came = computer.Coverage.Sites.Where(s => modules.Contains(s.Site.FileName)).ToList();
            Assert.NotEmpty(came);
            Assert.All(came, s => Assert.Contains((s.Site.FileName, s.Site.Line), probes));
        }
    }

    [Fact]
    public void A_branch_that_no_schedule_takes_is_named()
    {
        var subject = new ScenarioSubject(new Catalogue().Find("sleep/SLP-1.fixed")!, Environments.Find("S26")!);
        var coverage = new Hunt(subject, new HuntOptions { Workers = 1 }).Run().Coverage!;

        Assert.Equal(coverage.Probes, coverage.Reached + coverage.NeverReached.Count);
        Assert.InRange(coverage.Reached, 5, coverage.Probes - 1);
        Assert.Contains(coverage.NeverReached, site => site.Function == nameof(SleepFixed.CleanupModule));
        Assert.DoesNotContain(coverage.NeverReached, site => site.Function == "ModuleOpen");
    }

    [Theory]
    [InlineData("sleep/SLP-1")]
    [InlineData("sleep/SLP-1.fixed")]
    public void It_does_not_depend_on_the_number_of_workers(string name)
    {
        string[] texts = [.. new[] { 1, 2, 3 }.Select(workers => Text(new Hunt(
            new ScenarioSubject(new Catalogue().Find(name)!, Environments.Find("S26")!, faults: true),
            new HuntOptions { Workers = workers, Strategy = HuntOptions.Random, Schedules = 300, Seed = 5, Time = TimeSpan.FromMinutes(5) }).Run()))];

        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(texts[0], texts[2]);
        Assert.Contains("never_reached", texts[0], StringComparison.Ordinal);

        static string Text(HuntResult result)
        {
            using var json = JsonDocument.Parse(ResultJson.Write([result]));
            return json.RootElement.GetProperty("results")[0].GetProperty("coverage").GetRawText();
        }
    }

    [Fact]
    public void A_choice_of_which_one_value_was_never_taken_is_named()
    {
        var few = Hunt(1);
        Assert.Equal("CoverageTests.cs:7 (body), allocate: of 3 values never 1, 2", Assert.Single(few.OneSidedChoices));
        Assert.Empty(Hunt(100).OneSidedChoices);

        static Coverage Hunt(int schedules) => new Hunt(
            new TestSubject(Build), new HuntOptions { Workers = 1, Strategy = HuntOptions.Exhaustive, Schedules = schedules }).Run().Coverage!;

        static Computer Build()
        {
            var computer = new Computer();
            var text = computer.Memory.Allocate(8, "text", RegionKind.Text);
            computer.AddAgent("task", AgentKind.Task, 0, async () =>
            {
                computer.EnterText(text);
                computer.Announce(Operation.Allocate, default, new Site("CoverageTests.cs", 7, "Body"));
                await new Step<FunctionBody>(computer, new FunctionBody(c => c.ChooseValue(3)));
            });
            computer.Seal();
            return computer;
        }
    }

    [Fact]
    public void An_order_is_seen_both_ways_once_both_were_run()
    {
        var computer = Racing(out var coverage);
        var search = new DepthFirst(prune: false);
        search.RunNext(computer);
        Assert.Single(OneSided(coverage));
        while (!search.IsFinished)
        {
            search.RunNext(computer);
        }

        Assert.Empty(OneSided(coverage));

        static List<(Site, Site)> OneSided(SiteCoverage coverage)
        {
            var orders = coverage.Orders.Select(o => (o.Earlier, o.Later)).ToHashSet();
            return [.. orders.Where(o => !orders.Contains((o.Later, o.Earlier)))];
        }
    }

    [Fact]
    public void Noting_allocates_nothing_once_all_has_been_seen()
    {
        var computer = Racing(out _);
        var random = new RandomStrategy(1);
        Run(0, 2000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(2000, 4000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Run(int from, int to)
        {
            for (int k = from; k < to; k++)
            {
                random.Reseed(k);
                computer.Run(random);
            }
        }
    }

    [Fact]
    public void Where_something_is_missing_it_takes_two_lines_at_most()
    {
        var result = new Hunt(
            new ScenarioSubject(new Catalogue().Find("sleep/SLP-1.fixed")!, Environments.Find("S26")!), new HuntOptions { Workers = 1 }).Run();
        var lines = CoverageText.Of(result).ToList();

        Assert.InRange(lines.Count, 1, 2);
        Assert.StartsWith($"never reached, {result.Coverage!.NeverReached.Count} of {result.Coverage.Probes}: SleepFixed.cs:", lines[0], StringComparison.Ordinal);
        Assert.Empty(CoverageText.Of(result with { Coverage = null }));
        Assert.Empty(CoverageText.Of(result with { Verdict = Verdict.Found }));
    }

    private static Computer Racing(out SiteCoverage coverage)
    {
        var computer = new Computer();
        var text = computer.Memory.Allocate(8, "text", RegionKind.Text);
        var x = new Shared<int>(computer, computer.Memory.Allocate(4, "x", RegionKind.ModuleData));
        computer.AddAgent("reader", AgentKind.Task, 0, async () =>
        {
            computer.EnterText(text);
            await x.Load();
        });
        computer.AddAgent("writer", AgentKind.Task, 1, async () =>
        {
            computer.EnterText(text);
            await x.Store(1);
        });
        computer.Seal();
        computer.Coverage = coverage = new SiteCoverage();
        return computer;
    }

    private class Base(LinuxKernel kernel) : KernelModule(kernel, "base")
    {
        protected Shared<int> Value { get; } = new(kernel.Computer, default);

        public override async KTask<int> InitModule() => await Kept();

        protected virtual async KTask<int> Replaced() => await Value.Load();

        protected virtual async KTask<int> Revived() => await Value.Load();

        private async KTask<int> Kept() => await Value.Load();
    }

    private sealed class Derived(LinuxKernel kernel) : Base(kernel)
    {
        protected override async KTask<int> Replaced() => await Value.Load();

        protected override async KTask<int> Revived()
        {
            int first = await Value.Load();
            return first + await base.Revived();
        }
    }
}
