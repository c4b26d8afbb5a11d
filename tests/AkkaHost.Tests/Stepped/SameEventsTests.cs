using Smp.Scenarios;

namespace Smp.AkkaHost.Tests.Stepped;

/// <summary>The same schedule gives the same events on the built-in host and on Akka.NET.</summary>
public sealed class SameEventsTests
{
    private const int Schedules = 15;

    public static TheoryData<string, string> Everything
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string scenario in Scenarios("sleep", "sched", "syscall"))
            {
                data.Add(scenario, "S26");
            }

            foreach (string scenario in Scenarios("sleep"))
            {
                data.Add(scenario, "B20");
                data.Add(scenario, "S26p");
                data.Add(scenario, "UP");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void A_schedule_gives_the_same_events_outcome_and_finding(string scenario, string environment)
    {
        using var builtIn = Hosted.Subject(scenario, environment, null).Build();
        using var stepped = Hosted.Subject(scenario, environment, AkkaHosts.Stepped).Build();
        for (int seed = 0; seed < Schedules; seed++)
        {
            Assert.Equal(Hosted.Line(builtIn, seed), Hosted.Line(stepped, seed));
        }
    }

    private static IEnumerable<string> Scenarios(params string[] modules)
        => new Catalogue().All.Where(s => modules.Contains(s.Module)).Select(s => s.Name);
}
