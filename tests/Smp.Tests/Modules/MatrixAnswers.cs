using Smp.Cli;
using Smp.Exploration;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Modules;

/// <summary>What a cell of the matrix says, and that its token shows it.</summary>
internal static class MatrixAnswers
{
    internal const string Found = "found";
    internal const string Asleep = "found (sleep)";
    internal const string Absent = "absent";
    internal const string Nothing = "n/a";

    internal static readonly string[] Environments = ["U0", "UP", "B20", "S26", "S26p", "S68", "S68p"];

    /// <summary>The cells of a table with an answer for each environment, for a theory.</summary>
    internal static TheoryData<string, string, string> Of(IEnumerable<(string Bug, string[] Answers)> table)
    {
        var cells = new TheoryData<string, string, string>();
        foreach (var (bug, answers) in table)
        {
            for (int i = 0; i < answers.Length; i++)
            {
                cells.Add(bug, Environments[i], answers[i]);
            }
        }

        return cells;
    }

    /// <summary>Computes the cell of a buggy scenario, and replays what it found.</summary>
    internal static void MustBe(string scenarioName, string environment, string expected)
    {
        var scenario = new Catalogue().Find(scenarioName)!;
        var cell = MatrixRows.Cells([scenario], [Smp.Kernel.Environments.Find(environment)!])[0];
        if (cell.Result == CellResult.Open)
        {
            cell = MatrixTrials.Compute(cell, new HuntOptions { Workers = 1, Notes = false }, null, CancellationToken.None);
        }

        Assert.Equal(expected, Answer(cell));
        if (cell.Result == CellResult.Found)
        {
            Assert.True(Token.TryParse(cell.Token, out var token, out _));
            Assert.True(ScenarioSubject.TryParseGranularity(cell.Trials[^1], out string granularity, out bool faults));
            var replay = Replay.Run(new ScenarioSubject(scenario, cell.Environment, faults, granularity), token);
            Assert.Equal((ReplayOutcome.Reproduced, true, scenario.Bug), (replay.Outcome, replay.EventHashMatches, replay.Report!.Bug));
        }
    }

    private static string Answer(MatrixCell cell) => cell.Result switch
    {
        CellResult.Found => cell.Needs.Length == 0 ? Found : $"{Found} ({cell.Needs})",
        CellResult.Absent => Absent,
        CellResult.NotApplicable => Nothing,
        _ => $"{cell.Result}: {cell.Error}",
    };
}
