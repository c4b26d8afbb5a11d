namespace Smp.Tests.Cli;

/// <summary><c>smp modinfo</c>.</summary>
public sealed class ModinfoTests
{
    [Fact]
    public void It_prints_what_modinfo_prints()
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("modinfo", "hello_5"));
        Assert.Equal(
            """
            filename:       /lib/modules/2.6.11/extra/hello_5.ko
            license:        GPL
            author:         Peter Jay Salzman
            depends:
            parm:           myshort:A short integer (short)
            parm:           myint:An integer (int)
            parm:           mylong:A long integer (long)
            parm:           mystring:A character string (charp)
            parm:           myintArray:An array of integers (array of int)

            """.ReplaceLineEndings("\n"),
            Trimmed(shell.Out));
    }

    [Theory]
    [InlineData("hello-4", "description:    A sample driver")]
    [InlineData("hello_user", "depends:        hello_provider")]
    [InlineData("syscall_a", "parm:           uid:int")]
    public void What_is_declared_is_there(string module, string line)
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("modinfo", module));
        Assert.Contains(line, Trimmed(shell.Out).Split('\n'));
    }

    [Fact]
    public void A_module_without_a_license_has_no_line_for_it()
    {
        var shell = new FakeShell();

        Assert.Equal(0, shell.Run("modinfo", "hello_1"));
        Assert.DoesNotContain("license", shell.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("helo_5", "smp: MODULE: unknown module 'helo_5'; did you mean hello_5")]
    [InlineData("no\nsuch", "smp: MODULE: unknown module 'no\\x0asuch'; there are ")]
    public void Bad_input_is_one_line(string module, string beginning)
    {
        var shell = new FakeShell();

        Assert.Equal(2, shell.Run("modinfo", module));
        Assert.Empty(shell.Out);
        Assert.StartsWith(beginning, shell.Error, StringComparison.Ordinal);
        Assert.Single(shell.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Without_a_module_it_is_bad_usage()
    {
        var shell = new FakeShell();

        Assert.Equal(2, shell.Run("modinfo"));
        Assert.Single(shell.Error.TrimEnd('\n').Split('\n'));
    }

    private static string Trimmed(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd()));
}
