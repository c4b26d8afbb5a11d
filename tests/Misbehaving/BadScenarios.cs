using Smp.Kernel;
using Smp.Scenarios;

namespace Misbehaving;

/// <summary>Scenarios that fail the testbed, each in its own way: <c>bad/hang</c>, <c>bad/clause</c>, ….</summary>
public sealed class BadScenarios : IScenarioSource
{
    private static readonly string[] s_modules =
    [
        "throws", "two-steps", "not-awaited", "child-not-awaited", "foreign", "hang", "random", "constructor", "init", "init-hang",
        "livelock", "handshake", "none",
    ];

    private static readonly string[] s_stages =
    [
        "stage", "before", "before-hang", "program", "program-hang", "clause", "clause-inlined", "clause-step", "clause-hang", "reach", "step-outside",
    ];

    /// <inheritdoc/>
    public IEnumerable<Scenario> Scenarios =>
    [
        .. s_modules.Select(how => new Scenario($"bad/{how}", $"the module: {how}", stage => Build(stage, how, ""))),
        new("bad/BAD-1", "named like a catalogued bug: hang", stage => Build(stage, "hang", "")),
        new("bad/BAD-2", "named like a catalogued bug: init", stage => Build(stage, "init", "")),
        new("bad/BAD-3", "named like a catalogued bug: none", stage => Build(stage, "none", "")),
        .. s_stages.Select(how => new Scenario($"bad/{how}", $"the scenario: {how}", stage => Build(stage, "", how))),
    ];

    private static void Build(Stage stage, string module, string how)
    {
        var bad = stage.Load(kernel => new BadModule(kernel, module));
        var text = stage.UserText("text", "x");
        var fds = new[] { stage.Ghost("fd 0"), stage.Ghost("fd 1") };
        var done = stage.Ghost("done");
        if (how == "stage")
        {
            throw new InvalidOperationException("the stage is broken"); // here: stage
        }

        if (how == "step-outside")
        {
            bad.Value.Load(); // here: step-outside
        }

        for (int i = 0; i < fds.Length; i++)
        {
            var fd = fds[i];
            stage.Process(
                "echo",
                async p =>
                {
                    await p.Write(fd.Value, text, 1);
                    done.Value++;
                    if (how == "program")
                    {
                        throw new InvalidOperationException("the program is broken"); // here: program
                    }

                    if (how == "program-hang")
                    {
                        Endless.Loop();
                    }

                    await p.Compute("done");
                },
                before: async p =>
                {
                    fd.Value = await p.Open("/proc/bad", OpenFlags.WriteOnly); // here: before-hang
                    if (how == "before")
                    {
                        throw new InvalidOperationException("before is broken"); // here: before
                    }

                    if (how == "before-hang")
                    {
                        Endless.Loop();
                    }
                });
        }

        switch (how)
        {
            case "clause":
                stage.Never("broken", () => done.Value == 1 && Broken()); // here: clause
                break;
            case "clause-inlined":
                var list = new List<int>();
                stage.Never("inlined", () => done.Value == 1 && list[0] == 1); // here: clause-inlined
                break;
            case "clause-step":
                stage.Never("steps", () => bad.Value.Load().Equals(null)); // here: clause-step
                break;
            case "clause-hang":
                stage.Never("hangs", () => done.Value == 1 && Endless.Loop());
                break;
            case "reach":
                stage.Reach("broken", () => done.Value == 1 && Broken());
                break;
        }
    }

    private static bool Broken() => throw new InvalidOperationException("the clause is broken"); // here: reach
}
