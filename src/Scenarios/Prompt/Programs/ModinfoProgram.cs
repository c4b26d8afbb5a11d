using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>modinfo(8): what a module says of itself.</summary>
internal sealed class ModinfoProgram() : ShellProgram("modinfo MODULE…", "shows what a module says of itself")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments) => ProgramCall.Run(process => Main(process, arguments));

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            await process.ErrorLine(process.IsModern() ? "modinfo: ERROR: missing module or filename." : "Usage: modinfo [-0][-F field][-k kernelversion][-b basedir] module...");
            return 1;
        }

        int status = 0;
        foreach (string name in names)
        {
            var kernel = process.Computer.Kernel;
            if (process.Computer.Setup.Modules.Find(name) is { } file && kernel.Loader.FileNamed(file) is { } module)
            {
                var lines = Modinfo.Lines(module, Uname.Release(kernel.Profile.Generation));
                await process.Write(string.Concat(lines.Select(line => line.TrimEnd() + "\n")));
                continue;
            }

            await process.ErrorLine(process.IsModern() ? $"modinfo: ERROR: Module {name} not found." : $"modinfo: could not find module {name}");
            status = 1;
        }

        return status;
    }
}
