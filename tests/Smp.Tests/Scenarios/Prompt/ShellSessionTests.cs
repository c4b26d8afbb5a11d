using Smp.Kernel;
using Smp.Scenarios;

namespace Smp.Tests.Scenarios.Prompt;

/// <summary>Whole sessions at the prompt: what is typed, and what a terminal shows.</summary>
public sealed class ShellSessionTests
{
    [Fact]
    public void A_module_is_inserted_used_and_removed()
        => Session.Shows(
            """
            # insmod ./procfs1.ko
            # cat /proc/helloworld
            HelloWorld!
            # rmmod procfs1
            # cat /proc/helloworld
            cat: /proc/helloworld: No such file or directory
            # dmesg
            /proc/helloworld created
            procfile_read (/proc/helloworld) called
            procfile_read (/proc/helloworld) called
            procfile_read (/proc/helloworld) called
            /proc/helloworld removed
            """);

    [Fact]
    public void What_is_not_there_is_said_as_Linux_says_it()
        => Session.Shows(
            """
            # foo bar
            bash: foo: command not found
            # ./foo
            bash: ./foo: No such file or directory
            # insmod nothing.ko
            insmod: can't read 'nothing.ko': No such file or directory
            # echo hello > /proc/nothing; echo $?
            bash: /proc/nothing: No such file or directory
            1
            """);
}

/// <summary>A session and its transcript.</summary>
internal static class Session
{
    /// <summary>The lines after the prompts are typed, and a terminal shows the transcript.</summary>
    internal static void Shows(string transcript, string environment = "S26", ulong? seed = null)
        => Assert.Equal(transcript.TrimEnd('\n') + "\n", Of(transcript, environment, seed));

    /// <summary>What a terminal shows when the lines after the prompts of a transcript are typed.</summary>
    internal static string Of(string transcript, string environment, ulong? seed = null)
    {
        var session = new ShellSession(new ShellSetup(Environments.Find(environment)!) { Seed = seed });
        var typed = transcript.Split('\n').Where(line => line.StartsWith(ShellSession.Prompt, StringComparison.Ordinal));
        return string.Concat(typed.Select(line => $"{line}\n{session.Do(line[ShellSession.Prompt.Length..])}"));
    }
}
