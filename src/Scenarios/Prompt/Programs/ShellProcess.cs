using System.Runtime.CompilerServices;
using System.Text;
using Smp.Actors;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// A process of the prompt as its program sees it: the system calls (<see cref="Process"/>), a buffer in user memory, and
/// standard output and error, which are the terminal, or a file where the command line says so.
/// </summary>
public sealed class ShellProcess
{
    /// <summary>Bytes of the buffer.</summary>
    public const int BufferSize = 4096;

    private const int PathSize = 256;

    private readonly ShellRedirection? _redirection;
    private readonly UserBuffer _buffer;
    private readonly UserBuffer _path;

    // The descriptor of standard output, where that is a file.
    private readonly UserBuffer _output;

    internal ShellProcess(ShellComputer computer, UserProcess process, ShellCommand command)
    {
        Computer = computer;
        Process = process;
        Name = command.Words[0];
        _redirection = command.Redirection;
        _buffer = new UserBuffer(process, "buffer", BufferSize);
        _path = new UserBuffer(process, "path", PathSize);
        _output = new UserBuffer(process, "stdout", sizeof(long));
    }

    /// <summary>The name it was called by.</summary>
    public string Name { get; }

    /// <summary>Its system calls.</summary>
    public UserProcess Process { get; }

    /// <summary>The computer of the session.</summary>
    public ShellComputer Computer { get; }

    /// <summary>A buffer of <see cref="BufferSize"/> bytes in its memory.</summary>
    public Address Buffer => _buffer.Address;

    /// <summary>open(2): a descriptor, or a negative error number.</summary>
    public KTask<long> Open(string path, OpenFlags flags = OpenFlags.ReadOnly, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        ArgumentNullException.ThrowIfNull(path);
        return OpenFile(path, flags, file, line, function);
    }

    /// <summary>read(2) into the buffer: how many bytes, 0 at the end of the file, or a negative error number.</summary>
    public SyscallStep Read(long descriptor, int count = BufferSize, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Process.Read(descriptor, Buffer, count, file, line, function);

    /// <summary>close(2).</summary>
    public SyscallStep Close(long descriptor, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Process.Close(descriptor, file, line, function);

    /// <summary>The first bytes of the buffer, a character each.</summary>
    public string TextOf(long count) => _buffer.TextOf(count);

    /// <summary>Puts a text into the buffer, a byte a character.</summary>
    public void Fill(string text) => _buffer.Put(text);

    /// <summary>A file from its beginning to its end: 0 and its text, or a negative error number.</summary>
    public async KTask<(long Error, string Text)> ReadFile(string path)
    {
        long descriptor = await Open(path);
        if (descriptor < 0)
        {
            return (descriptor, "");
        }

        var text = new StringBuilder();
        long count;
        while ((count = await Read(descriptor)) > 0)
        {
            text.Append(TextOf(count));
        }

        await Close(descriptor);
        return (count, text.ToString());
    }

    /// <summary>The names in a directory, in its order.</summary>
    /// <param name="descriptor">A descriptor that is open on it.</param>
    public async KTask<IReadOnlyList<string>> ReadDirectory(long descriptor)
    {
        List<string> names = [];
        long length;
        while ((length = await Process.Getdents(descriptor, Buffer, BufferSize)) > 0)
        {
            for (int at = 0; at < length;)
            {
                var record = DirectoryRecord.At(Computer.Kernel.Computer, Buffer + at, Computer.Kernel.Profile.LongSize);
                names.Add(record.Name);
                at += record.Length;
            }
        }

        return names;
    }

    /// <summary>Writes to standard output: 0, or a negative error number where that is a file.</summary>
    public async KTask<long> Write(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_redirection is null)
        {
            await ToTerminal(text, descriptor: 1);
            return 0;
        }

        return await WriteTo(_output.Word, text);
    }

    /// <summary>Writes lines to standard error, after the name of the program: <c>cat: /proc/x: No such file or directory</c>.</summary>
    public KTask Error(string message) => ErrorLine($"{Name}: {message}");

    /// <summary>Writes a line to standard error, as it is.</summary>
    public KTask ErrorLine(string line) => ToTerminal(line + "\n", descriptor: 2);

    /// <summary>Writes a line to standard error in the shell's name: <c>bash: echo: write error: Invalid argument</c>.</summary>
    public KTask ShellError(string message) => ErrorLine($"bash: {message}");

    /// <summary>write(2), until all of a text is written: 0, or a negative error number.</summary>
    public async KTask<long> WriteTo(long descriptor, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (int from = 0; from < text.Length;)
        {
            int count = _buffer.Put(text.AsSpan(from));
            long written = await Process.Write(descriptor, Buffer, count);
            if (written <= 0)
            {
                return written;
            }

            from += (int)Math.Min(written, count);
        }

        return 0;
    }

    /// <summary>What the process runs: its program, with standard output where the command line wants it. The exit status.</summary>
    internal async KTask<int> Run(Func<ShellProcess, KTask<int>> main)
    {
        if (_redirection is null)
        {
            return await main(this);
        }

        long descriptor = await Open(_redirection.Path, OpenFlags.WriteOnly);
        if (descriptor < 0)
        {
            await ShellError($"{_redirection.Path}: {ErrorText.Of(descriptor)}");
            return 1;
        }

        _output.Word = descriptor;
        int status = await main(this);
        await Close(descriptor);
        return status;
    }

    private async KTask<long> OpenFile(string path, OpenFlags flags, string file, int line, string function)
    {
        if (!Computer.Kernel.SyscallTable.IsUsed)
        {
            return await Process.Open(path, flags, file, line, function);
        }

        if (path.Length >= PathSize)
        {
            return -Errno.ENAMETOOLONG;
        }

        _path.Put(path + "\0");
        return await Process.OpenPath(_path.Address, flags, path, file, line, function);
    }

    private async KTask ToTerminal(string text, int descriptor)
    {
        var computer = Computer.Kernel.Computer;
        var site = new Site("write.c", 1, "write");
        computer.At(site);
        computer.Announce(Operation.User, Address.Null, site);
        await new Step<TerminalBody>(computer, new TerminalBody(Computer.Terminal, text, descriptor));
    }

    /// <summary>write(2) to the terminal.</summary>
    private readonly struct TerminalBody(ShellTerminal terminal, string text, int descriptor) : IStepBody
    {
        public long Run(Computer computer)
        {
            terminal.Write(computer, text);
            if (computer.Recording)
            {
                computer.Note($"write({descriptor}, {text.Length})");
            }

            return text.Length;
        }
    }
}
