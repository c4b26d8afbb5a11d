using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>ls(1): what is in directories, in columns as on a terminal of 80, or a line each with all that is known.</summary>
/// <remarks>
/// The calls are those of src/ls.c of coreutils: stat or lstat for what is named, open, getdents and close for a directory,
/// lstat and readlink for each name of a long list.
/// </remarks>
internal sealed class Ls() : ShellProgram("ls [-l] [-a] [-d] [-1] [FILE…]", "lists files: /proc, /dev")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "lad1A", ("all", 'a'), ("directory", 'd'));
        return ProgramCall.Run(process => options.AreWrong ? Misused(process, options) : Main(process, options));
    }

    private static async KTask<int> Misused(ShellProcess process, ProgramOptions options)
    {
        await process.Misused(options);
        return Trouble(process);
    }

    /// <summary>The exit status where what was named cannot be had.</summary>
    private static int Trouble(ShellProcess process) => process.IsModern() ? 2 : 1;

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        int status = 0;
        List<ListedFile> files = [];
        List<string> directories = [];
        string[] operands = options.Operands.Count == 0 ? ["."] : [.. options.Operands.Order(StringComparer.Ordinal)];
        foreach (string path in operands)
        {
            var (error, file) = await Look(process, path, path, followsNot: options.Has('l') || options.Has('d'), withTarget: options.Has('l'));
            if (error != 0)
            {
                await process.Error($"{(process.IsModern() ? $"cannot access '{path}'" : path)}: {ErrorText.Of(error)}");
                status = Trouble(process);
            }
            else if (file.Status.Is(FileStatus.DirectoryType) && !options.Has('d'))
            {
                directories.Add(path);
            }
            else
            {
                files.Add(file);
            }
        }

        await process.Write(Listing.Of(files, options));
        bool isFirst = files.Count == 0;
        foreach (string directory in directories)
        {
            string heading = operands.Length > 1 ? $"{(isFirst ? "" : "\n")}{directory}:\n" : "";
            if (await List(process, directory, heading, options) != 0)
            {
                status = Trouble(process);
            }

            isFirst = false;
        }

        return status;
    }

    private static async KTask<int> List(ShellProcess process, string directory, string heading, ProgramOptions options)
    {
        long descriptor = await process.Open(directory);
        if (descriptor < 0)
        {
            await process.Error($"{(process.IsModern() ? $"cannot open directory '{directory}'" : directory)}: {ErrorText.Of(descriptor)}");
            return 1;
        }

        int status = 0;
        var names = await process.ReadDirectory(descriptor);
        await process.Close(descriptor);
        List<ListedFile> files = [];
        foreach (string name in names.Where(name => options.Has('a') || (name[0] != '.' || (options.Has('A') && name is not ("." or "..")))).Order(StringComparer.Ordinal))
        {
            if (!options.Has('l'))
            {
                files.Add(new ListedFile(name, default, ""));
                continue;
            }

            string path = directory.EndsWith('/') ? directory + name : $"{directory}/{name}";
            var (error, file) = await Look(process, path, name, followsNot: true, withTarget: true);
            if (error == 0)
            {
                files.Add(file);
                continue;
            }

            await process.Error($"{(process.IsModern() ? $"cannot access '{path}'" : path)}: {ErrorText.Of(error)}");
            status = 1;
        }

        string total = options.Has('l') ? $"total {files.Sum(file => file.Status.Blocks) / 2}\n" : "";
        await process.Write(heading + total + Listing.Of(files, options));
        return status;
    }

    /// <summary>stat(2) or lstat(2), and where a link leads.</summary>
    private static async KTask<(long Error, ListedFile File)> Look(ShellProcess process, string path, string name, bool followsNot, bool withTarget)
    {
        long error = followsNot ? await process.Process.Lstat(path, process.Buffer) : await process.Process.Stat(path, process.Buffer);
        if (error != 0)
        {
            return (error, default);
        }

        var status = FileStatus.At(process.Computer.Kernel.Computer, process.Buffer);
        string target = "";
        if (withTarget && status.Is(FileStatus.LinkType))
        {
            long length = await process.Process.Readlink(path, process.Buffer, ShellProcess.BufferSize);
            target = length > 0 ? process.TextOf(length) : "";
        }

        return (0, new ListedFile(name, status, target));
    }
}
