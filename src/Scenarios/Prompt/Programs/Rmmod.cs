using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>rmmod(8): delete_module(2) of each of its modules, if /proc/modules does not say that it would be in vain.</summary>
/// <remarks>module-init-tools 3.1, and on 6.8 kmod, which has no <c>-w</c> any more.</remarks>
internal sealed class Rmmod() : ShellProgram("rmmod [-f] [-w] MODULE…", "removes modules; -f although in use, -w waits until it is not")
{
    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var old = ProgramOptions.Parse(arguments, "fw", ("force", 'f'), ("wait", 'w'));
        var modern = ProgramOptions.Parse(arguments, "f", ("force", 'f'));
        return ProgramCall.Run(process => Main(process, process.IsModern() ? modern : old));
    }

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        bool isModern = process.IsModern();
        if (options.AreWrong)
        {
            await process.Error(options.Complaint(process));
        }
        else if (options.Operands.Count == 0)
        {
            await process.ErrorLine(isModern ? "rmmod: ERROR: missing module name." : "no module names given");
        }

        if (options.AreWrong || options.Operands.Count == 0)
        {
            if (!isModern)
            {
                await process.ErrorLine("Usage: rmmod [-fhswvV] modulename ...");
            }

            return 1;
        }

        var flags = (options.Has('w') ? DeleteFlags.Wait : DeleteFlags.NonBlock) | (options.Has('f') ? DeleteFlags.Force : 0);
        int status = 0;
        foreach (string path in options.Operands)
        {
            status |= await Remove(process, path, flags);
        }

        return status;
    }

    private static async KTask<int> Remove(ShellProcess process, string path, DeleteFlags flags)
    {
        bool isModern = process.IsModern();
        string name = path[(path.LastIndexOf('/') + 1)..];
        name = (name.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot ? name[..dot] : name).Replace('-', '_');
        var kernel = process.Computer.Kernel;
        if (process.Computer.Setup.Modules.Find(name) is { } file && kernel.Loader.FileNamed(file) is { } module)
        {
            // Files of two modules of one name have names of their own here.
            name = module.Name;
        }

        bool looksFirst = (flags & DeleteFlags.Force) == 0 && (isModern || (flags & DeleteFlags.NonBlock) != 0);
        if (looksFirst && await Refusal(process, name) is { Length: > 0 } refusal)
        {
            await process.ErrorLine((isModern ? "rmmod: " : "") + refusal);
            return 1;
        }

        long result = await process.Process.Rmmod(name, flags);
        if (result < 0)
        {
            await process.ErrorLine(isModern
                ? $"rmmod: ERROR: could not remove module {path}: {ErrorText.Of(result)}"
                : $"ERROR: Removing '{name}': {ErrorText.Of(result)}");
            return 1;
        }

        return 0;
    }

    /// <summary>Why /proc/modules says that a module cannot be removed; empty if it does not.</summary>
    private static async KTask<string> Refusal(ShellProcess process, string name)
    {
        bool isModern = process.IsModern();
        var (_, text) = await process.ReadFile("/proc/modules");
        string[]? fields = text.SplitLines().Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(f => f[0] == name);
        if (fields is null)
        {
            return isModern ? $"ERROR: Module {name} is not currently loaded" : $"ERROR: Module {name} does not exist in /proc/modules";
        }

        string users = fields.Length > 3 ? fields[3].Trim('-', ',', '\n').Replace("[permanent]", "", StringComparison.Ordinal).Trim(',') : "";
        return fields.Length < 3 || fields[2].Trim() is "0" ? ""
            : users.Length == 0 ? $"ERROR: Module {name} is in use"
            : isModern ? $"ERROR: Module {name} is in use by: {users.Replace(',', ' ')}"
            : $"ERROR: Module {name} is in use by {users}";
    }
}
