using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>cat(1): prints files to the end of each. There is nothing to be read from the terminal.</summary>
internal sealed class Cat() : ShellProgram("cat FILE…", "prints files")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "u");
        return ProgramCall.Run(process => options.AreWrong ? process.Misused(options) : Main(process, options.Operands));
    }

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> files)
    {
        int status = 0;
        foreach (string path in files)
        {
            if (path != "-" && await Print(process, path) != 0)
            {
                status = 1;
            }
        }

        return status;
    }

    private static async KTask<int> Print(ShellProcess process, string path)
    {
        long descriptor = await process.Open(path);
        if (descriptor < 0)
        {
            await process.Error($"{path}: {ErrorText.Of(descriptor)}");
            return 1;
        }

        long count;
        while ((count = await process.Read(descriptor)) > 0)
        {
            if (await process.Write(process.TextOf(count)) is < 0 and var failed)
            {
                await process.Error($"write error: {ErrorText.Of(failed)}");
                return 1;
            }
        }

        if (count < 0)
        {
            await process.Error($"{path}: {ErrorText.Of(count)}");
        }

        await process.Close(descriptor);
        return count < 0 ? 1 : 0;
    }
}
