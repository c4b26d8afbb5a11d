namespace EndToEnd;

public sealed class CheckpointTests
{
    private static readonly string[] s_hunt =
        ["explore", "sleep/SLP-11.fixed", "--env", "S26p", "--strategy", "exhaustive", "--schedules", "40000", "--time", "600", "--quiet"];

    [Fact]
    public void A_hunt_that_is_killed_goes_on_and_ends_as_if_it_had_not_been()
    {
        using var directory = new Kept();
        var whole = Smp.Run(s_hunt);
        int resumed = 0;
        for (int kills = 0; kills < 2; kills++)
        {
            DateTime before = File.Exists(directory.At) ? File.GetLastWriteTimeUtc(directory.At) : default;
            using var running = Smp.Start([.. s_hunt, "--checkpoint", directory.At]);
            var wait = System.Diagnostics.Stopwatch.StartNew();
            while (wait.Elapsed < TimeSpan.FromSeconds(50) && !(File.Exists(directory.At) && File.GetLastWriteTimeUtc(directory.At) > before))
            {
                Thread.Sleep(20);
            }

            running.Signal("KILL");
            resumed += running.Wait().Error.StartsWith("resumed: ", StringComparison.Ordinal) ? 1 : 0;
        }

        var last = Smp.Run([.. s_hunt, "--checkpoint", directory.At, "--workers", "1"]);
        Assert.Equal(1, resumed);
        Assert.Matches(@"^resumed: [\d,]+ schedules so far\n$", last.Error);
        Assert.Equal((whole.Status, whole.Out), (last.Status, last.Out));

        var again = Smp.Run([.. s_hunt, "--checkpoint", directory.At]);
        Assert.Equal((whole.Out, "resumed: 40,000 schedules so far\n"), (again.Out, again.Error));
    }

    [Fact]
    public void What_cannot_be_resumed_is_2_in_one_line_and_stays_as_it_is()
    {
        using var directory = new Kept();
        string[] hunt = ["explore", "sleep/SLP-1.fixed", "--env", "S26", "--quiet", "--checkpoint", directory.At];
        Assert.Equal(0, Smp.Run(hunt).Status);
        byte[] before = File.ReadAllBytes(directory.At);

        var other = Smp.Run([.. hunt, "--seed", "2"]);
        Assert.Equal((2, ""), (other.Status, other.Out));
        Assert.Matches(@"^smp: .*it is of another hunt: seed 1, not seed 2\n$", other.Error);
        Assert.Equal(before, File.ReadAllBytes(directory.At));

        File.WriteAllText(directory.At, "something else");
        Assert.Equal(2, Smp.Run(hunt).Status);
        Assert.Equal("something else", File.ReadAllText(directory.At));
    }

    [Fact]
    public void One_file_is_for_one_hunt()
    {
        using var directory = new Kept();
        var several = Smp.Run("explore", "sleep/SLP-1", "--checkpoint", directory.At);
        Assert.Equal(2, several.Status);
        Assert.Single(several.Error.TrimEnd('\n').Split('\n'));
        Assert.False(File.Exists(directory.At));
    }

    private sealed class Kept : IDisposable
    {
        private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smp-checkpoint-");

        internal string At => Path.Combine(_directory.FullName, "hunt");

        public void Dispose() => _directory.Delete(recursive: true);
    }
}
