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
