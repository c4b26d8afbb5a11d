using Smp.Cli;
using Smp.Tests.Traces;
using Smp.Traces;

namespace Smp.Tests.Cli;

/// <summary><c>smp shell</c>: scripts, pipes, exit statuses, saved traces.</summary>
public sealed class PromptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_script_prints_what_a_terminal_shows_and_nothing_else()
    {
        var (status, output) = Script("insmod hello-1.ko\n# a comment\n\ndmesg\nexit 3\nnot this\n");

        Assert.Equal("# insmod hello-1.ko\n# # a comment\n# \n# dmesg\nhello_1: module license 'unspecified' taints kernel.\nHello world 1.\n# exit 3\n", output);
        Assert.Equal(ExitCodes.Nothing, status);
    }

    [Fact]
    public void What_comes_through_a_pipe_is_shown_and_its_end_leaves()
    {
        var shell = new FakeShell { In = "echo one\necho two" };

        Assert.Equal(ExitCodes.Nothing, shell.Run("shell", "--env", "S68"));
        Assert.Equal("# echo one\none\n# echo two\ntwo\n# exit\n", shell.Out);
    }

    [Fact]
    public void What_the_kernel_prints_when_it_breaks_is_on_the_terminal_and_in_the_log()
    {
        string log = Path.Combine(_folder, "oops.json");
        var (status, output) = Script($"insmod syscall.ko\nmanual\ncat /proc/modules &\nnext\nnext\nrmmod syscall\nauto\nsave {log}\ndmesg\n", "--env", "S26p");

        Assert.Equal(ExitCodes.Found, status);
        string[] told = output.Split("# auto\n")[1].Split("# save");
        string oops = told[0].Split("[1]+")[0];
        Assert.StartsWith("Unable to handle kernel paging request at virtual address ", oops, StringComparison.Ordinal);
        Assert.Contains("Process cat (pid: ", oops, StringComparison.Ordinal);
        Assert.EndsWith(oops, output, StringComparison.Ordinal);
        var trace = JsonTraceReader.Read(File.ReadAllText(log));
        Assert.Equal("S26p", trace.Header.Environment);
        Assert.Equal("freed-text", trace.Header.Finding?.Kind);
    }

    [Fact]
    public void The_steps_of_a_job_are_shown_in_columns()
        => Golden.Matches("shell-by-hand", Script("insmod sleep.ko\nmanual\ncat /proc/sleep &\nnext\nnext\nnext\nstep\ncat /proc/sleep\nundo\nauto\n").Output);

    [Fact]
    public void Help_lists_the_commands()
        => Golden.Matches("shell-help", Script("help\nhelp step\nhelp rmmod\n").Output);

    [Theory]
    [InlineData("smp: --env: unknown environment 'S99'", "--env", "S99")]
    [InlineData("smp: --seed: ", "--seed", "many")]
    [InlineData("smp: --script: cannot read /nothing/here: no such file", "--script", "/nothing/here")]
    public void Bad_usage_is_one_line(string line, params string[] arguments)
    {
        var shell = new FakeShell();

        Assert.Equal(ExitCodes.Usage, shell.Run(["shell", .. arguments]));
        Assert.StartsWith(line, shell.Error, StringComparison.Ordinal);
        Assert.Single(shell.Error.TrimEnd().Split('\n'));
        Assert.Empty(shell.Out);
    }

    private (int Status, string Output) Script(string lines, params string[] arguments)
    {
        string file = Path.Combine(_folder, "session.txt");
        File.WriteAllText(file, lines);
        var shell = new FakeShell();
        int status = shell.Run(["shell", .. arguments, "--script", file]);
        return (status, shell.Out);
    }
}
