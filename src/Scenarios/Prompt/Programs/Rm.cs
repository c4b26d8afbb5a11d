using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>rm(1): removes files.</summary>
internal sealed class Rm() : ShellProgram("rm [-f] FILE…", "removes device files")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "f", ("force", 'f'));
        return ProgramCall.Run(process => options.AreWrong ? process.Misused(options) : Main(process, options.Operands, options.Has('f')));
    }

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> files, bool forces)
    {
        if (files.Count == 0 && !forces)
        {
            return await process.Misused(process.IsModern() ? "missing operand" : "too few arguments");
        }

        int status = 0;
        foreach (string path in files)
        {
            long looked = await process.Process.Lstat(path, process.Buffer);
            bool isDirectory = looked == 0 && FileStatus.At(process.Computer.Kernel.Computer, process.Buffer).Is(FileStatus.DirectoryType);
            long result = looked != 0 ? looked : isDirectory ? -Errno.EISDIR : await process.Process.Unlink(path);
            if (result == 0 || (forces && result == -Errno.ENOENT))
            {
                continue;
            }

            string what = process.IsModern() || (looked == 0 && !isDirectory) ? "cannot remove" : isDirectory ? "cannot remove directory" : "cannot lstat";
            await process.Error($"{what} {process.Quote(path)}: {ErrorText.Of(result)}");
            status = 1;
        }

        return status;
    }
}
