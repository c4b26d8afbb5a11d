using System.Globalization;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>tail(1): the last lines of a file; with -f also what comes later.</summary>
/// <remarks>
/// After src/tail.c of coreutils 5.2.1 (tail_lines, file_lines, pipe_lines, tail_forever), call by call: what it makes of a
/// file of /proc depends on the size that the module has given it. As long as the size is not what has been read, it reads on
/// without a pause; then it looks once a second.
/// </remarks>
internal sealed class Tail() : ShellProgram("tail [-f] [-n LINES] FILE", "prints the last lines of a file; -f: and goes on")
{
    private const int UsualLines = 10;
    private const int Second = 1000;
    private const long Failed = -1;

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        // tail -5 is tail -n 5.
        var words = arguments.Select((word, i) => i == 0 && word.Length > 1 && word[0] == '-' && char.IsAsciiDigit(word[1]) ? "-n" + word[1..] : word);
        var options = ProgramOptions.Parse([.. words], "fn:", ("follow", 'f'), ("lines", 'n'));
        return ProgramCall.Run(process => options.AreWrong ? process.Misused(options) : Main(process, options));
    }

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        int lines = options.NumberOf('n', UsualLines);
        if (lines < 0)
        {
            string value = options.ValueOf('n')!;
            await process.Error(process.IsModern() ? $"invalid number of lines: '{value}'" : $"{value}: invalid number of lines");
            return 1;
        }

        int status = 0;
        foreach (string path in options.Operands)
        {
            string name = path;
            if (options.Operands.Count > 1)
            {
                await process.Write($"{(path == options.Operands[0] ? "" : "\n")}==> {path} <==\n");
            }

            status |= await TailFile(process, name, lines, options.Has('f') && path == options.Operands[^1]);
        }

        return status;
    }

    private static async KTask<int> TailFile(ShellProcess process, string path, int lines, bool follows)
    {
        long descriptor = await process.Open(path);
        if (descriptor < 0)
        {
            await process.Error($"cannot open {process.Quote(path)} for reading: {ErrorText.Of(descriptor)}");
            if (follows)
            {
                await process.Error("no files remaining");
            }

            return 1;
        }

        long position = await TailLines(process, descriptor, path, lines);
        if (position >= 0 && follows)
        {
            return await Forever(process, descriptor, path, position);
        }

        await process.Close(descriptor);
        return position < 0 ? 1 : 0;
    }

    /// <summary>tail_lines: where the file was left; negative if it could not be read.</summary>
    private static async KTask<long> TailLines(ShellProcess process, long descriptor, string path, int lines)
    {
        var status = await Fstat(process, descriptor);
        long start = status.Is(FileStatus.RegularType) ? await process.Process.Lseek(descriptor, 0, Whence.Current) : -1;
        long end = start >= 0 ? await process.Process.Lseek(descriptor, 0, Whence.End) : -1;
        if (start >= 0 && start < end)
        {
            return await FileLines(process, descriptor, path, lines, start, end);
        }

        return start >= 0 && !await Seek(process, descriptor, path, start) ? Failed : await PipeLines(process, descriptor, path, lines);
    }

    /// <summary>file_lines, for a file that fits into the buffer.</summary>
    private static async KTask<long> FileLines(ShellProcess process, long descriptor, string path, int lines, long start, long end)
    {
        if (!await Seek(process, descriptor, path, start))
        {
            return Failed;
        }

        long count = await process.Read(descriptor, (int)Math.Min(end - start, ShellProcess.BufferSize));
        if (count < 0)
        {
            return await NotRead(process, path, count);
        }

        string text = process.TextOf(count);
        int from = LastLines(text, lines);
        if (from > 0)
        {
            await process.Write(text[from..]);
            return start + count + await Remainder(process, descriptor, path, end - (start + count));
        }

        // There are not so many lines: everything, once more from the beginning.
        return await Seek(process, descriptor, path, start) ? start + await Remainder(process, descriptor, path, end) : Failed;
    }

    /// <summary>pipe_lines: reads all there is, and prints the end of it.</summary>
    private static async KTask<long> PipeLines(ShellProcess process, long descriptor, string path, int lines)
    {
        string text = "";
        long count;
        while ((count = await process.Read(descriptor)) > 0)
        {
            text += process.TextOf(count);
        }

        if (count < 0)
        {
            return await NotRead(process, path, count);
        }

        await process.Write(text[LastLines(text, lines)..]);
        return text.Length;
    }

    /// <summary>Where the last lines of a text begin.</summary>
    private static int LastLines(string text, int lines)
    {
        int at = text.EndsWith('\n') ? text.Length - 1 : text.Length;
        for (; lines > 0 && at > 0; lines--)
        {
            at = text.LastIndexOf('\n', at - 1);
            if (at < 0)
            {
                return 0;
            }
        }

        return lines > 0 ? 0 : at < text.Length ? at + 1 : at;
    }

    /// <summary>dump_remainder: prints what comes, up to some bytes; how many it were.</summary>
    private static async KTask<long> Remainder(ShellProcess process, long descriptor, string path, long most)
    {
        long written = 0;
        while (written < most)
        {
            long count = await process.Read(descriptor, (int)Math.Min(most - written, ShellProcess.BufferSize));
            if (count <= 0)
            {
                if (count < 0)
                {
                    await NotRead(process, path, count);
                }

                break;
            }

            await process.Write(process.TextOf(count));
            written += count;
        }

        return written;
    }

    /// <summary>tail_forever.</summary>
    private static async KTask<int> Forever(ShellProcess process, long descriptor, string path, long size)
    {
        while (true)
        {
            long now = (await Fstat(process, descriptor)).Size;
            if (now == size)
            {
                await process.Process.Nanosleep(Second);
            }
            else if (now < size)
            {
                await process.Error($"{path}: file truncated");
                if (!await Seek(process, descriptor, path, now))
                {
                    return 1;
                }

                size = now;
            }
            else
            {
                size += await Remainder(process, descriptor, path, long.MaxValue);
            }
        }
    }

    private static async KTask<FileStatus> Fstat(ShellProcess process, long descriptor)
        => await process.Process.Fstat(descriptor, process.Buffer) == 0 ? FileStatus.At(process.Computer.Kernel.Computer, process.Buffer) : default;

    /// <summary>xlseek.</summary>
    private static async KTask<bool> Seek(ShellProcess process, long descriptor, string path, long to)
    {
        long result = await process.Process.Lseek(descriptor, to);
        if (result < 0)
        {
            await process.Error(string.Create(CultureInfo.InvariantCulture, $"{path}: cannot seek to offset {to}: {ErrorText.Of(result)}"));
        }

        return result >= 0;
    }

    private static async KTask<long> NotRead(ShellProcess process, string path, long error)
    {
        await process.Error($"error reading {process.Quote(path)}: {ErrorText.Of(error)}");
        return Failed;
    }
}
