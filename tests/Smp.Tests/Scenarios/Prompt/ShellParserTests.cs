namespace Smp.Tests.Scenarios.Prompt;

/// <summary>Command lines: words, quotes, what joins commands, and what a shell has that this one has not.</summary>
public sealed class ShellParserTests
{
    [Fact]
    public void Lines_are_read_as_a_shell_reads_them()
        => Session.Shows(
            """
            # echo one  'two  three' "four 'five'" \"six
            one two  three four 'five' "six
            # echo -n no line end; echo
            no line end
            # echo -e 'a\tb'
            a	b
            # nothing || echo failed $?
            bash: nothing: command not found
            failed 127
            # echo "$?" && echo '$?'
            0
            $?
            # nothing && echo not this
            bash: nothing: command not found
            # # a comment
            # echo this # and not this
            this
            # sudo /bin/echo by its path
            by its path
            # 
            """);

    [Fact]
    public void What_is_wrong_is_said_as_bash_says_it()
        => Session.Shows(
            """
            # echo 'one
            bash: unexpected EOF while looking for matching `''
            # ; echo
            bash: syntax error near unexpected token `;'
            # echo one >
            bash: syntax error near unexpected token `newline'
            # echo one &&
            bash: syntax error near unexpected token `newline'
            # cat /proc/modules | wc
            bash: |: pipes are not supported here
            # cat < /proc/modules
            bash: <: input from a file is not supported here
            # echo $?
            2
            # help nothing
            bash: help: no help topics match `nothing'.
            """);
}
