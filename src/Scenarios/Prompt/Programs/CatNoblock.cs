using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// cat_noblock.c of the Linux Kernel Module Programming Guide (example 9-2): prints a file, but does not wait for it.
/// </summary>
internal sealed class CatNoblock() : ShellProgram("cat_noblock FILE", "prints a file, but does not wait for it (O_NONBLOCK)")
{
    private const int Failed = 255;

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
        => arguments.Count == 1
            ? ProgramCall.Run(process => Main(process, arguments[0]))
            : ProgramCall.Refuse("Usage: cat_noblock <filename>\nReads the content of a file, but doesn't wait for input", Failed);

    private static async KTask<int> Main(ShellProcess process, string path)
    {
        long descriptor = await process.Open(path, OpenFlags.NonBlock);
        if (descriptor < 0)
        {
            await process.Write(descriptor == -Errno.EAGAIN ? "Open would block\n" : "Open failed\n");
            return Failed;
        }

        long count;
        do
        {
            count = await process.Read(descriptor);
            if (count < 0)
            {
                await process.Write(count == -Errno.EAGAIN ? "Normally I'd block, but you told me not to\n" : "Another read error\n");
                return Failed;
            }

            if (count > 0)
            {
                await process.Write(process.TextOf(count));
            }
        }
        while (count > 0);

        return 0;
    }
}
