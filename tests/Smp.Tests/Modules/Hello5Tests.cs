using Smp.Kernel;
using Smp.Modules;
using Smp.Tests.Kernel;

namespace Smp.Tests.Modules;

/// <summary>What hello-5 says, and with which words insmod is refused: not what the guide shows, which is of 2.4.</summary>
public sealed class Hello5Tests
{
    private const string Head = "<6>Hello, world 5\n<4>=============\n";

    [Theory]
    [InlineData(
        "S26",
        "hello_5",
        0,
        Head + "<6>myshort is a short integer: 1\n<6>myint is an integer: 420\n<6>mylong is a long integer: 9999\n<6>mystring is a string: blah\n"
        + "<6>myintArray[0] = -1\n<6>myintArray[1] = -1\n<6>got 0 arguments for myintArray.\n")]
    [InlineData(
        "S26",
        "hello_5 mystring=bebop myintArray=-1,7 myshort=2",
        0,
        Head + "<6>myshort is a short integer: 2\n<6>myint is an integer: 420\n<6>mylong is a long integer: 9999\n<6>mystring is a string: bebop\n"
        + "<6>myintArray[0] = -1\n<6>myintArray[1] = 7\n<6>got 2 arguments for myintArray.\n")]
    [InlineData("S26", "hello_5 mystring=\"bebop\" mybyte=255 myintArray=-1", -Errno.ENOENT, "<3>hello_5: Unknown parameter `mybyte'\n")]
    [InlineData("S26", "hello_5 mylong=hello", -Errno.EINVAL, "<3>hello_5: `hello' invalid for parameter `mylong'\n")]
    public void It_says_what_it_was_given(string environment, string command, long result, string expected)
        => Explored.MustProve(environment, stage =>
        {
            var log = stage.ReadsLog();
            stage.Make(k => new Hello5(k));
            var back = stage.Ghost("result");
            stage.Process("insmod", async p =>
            {
                back.Value = 1000 + await p.Insmod(command);
                await p.Compute();
            });
            stage.Reach("said", () => back.Value == 1000 + result && log.ToString() == expected);
        });
}
