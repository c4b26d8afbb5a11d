using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Files that are neither procfs's nor a module's: /dev/null, and the parameters of modules in sysfs.</summary>
public sealed partial class Directories
{
    private const string Modules = "/sys/module";
    private const string ParametersName = "parameters";
    private const string NullPath = "/dev/null";
    private const int MemoryMajor = 1;
    private const int NullMinor = 3;

    /// <summary>Whether an open file is one of those.</summary>
    internal bool Owns(OpenFile file) => IsUsed && file.Operations.IsNull && Owns(new Inode(_kernel, file.Inode));

    /// <summary>open(2) of one of those: a descriptor, or ENOENT or EACCES; null for any other file. In task context.</summary>
    internal KTask<long>? TryOpen(string path, OpenFlags flags)
    {
        if (!IsNullDevice(path) && ParameterAt(path) is null)
        {
            return null;
        }

        return OpenOwn(path, flags);
    }

    /// <summary>read(2) of one of those. In task context.</summary>
    internal async KTask<long> ReadFile(OpenFile file, Address buffer, long length)
    {
        string path = PathOf(new Inode(_kernel, file.Inode));
        if (new Inode(_kernel, file.Inode).IsDirectory)
        {
            return -Errno.EISDIR;
        }

        if (IsNullDevice(path) || PositionOf(file) > 0)
        {
            return 0;
        }

        long result = await _kernel.Parameters.Read(ParameterAt(path) ?? "/", buffer, length);
        if (result > 0)
        {
            await file.Position.Store(result, function: "sysfs_read_file");
        }

        return result;
    }

    /// <summary>write(2) to one of those. In task context.</summary>
    internal async KTask<long> WriteFile(OpenFile file, Address buffer, long length)
    {
        string path = PathOf(new Inode(_kernel, file.Inode));
        if (IsNullDevice(path))
        {
            return length;
        }

        // The buffer is the writer's own; what the kernel makes of the text is sysfs's business.
        string text = string.Create((int)length, (Computer, buffer), static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = UserAccess.IsUser(from.Computer, from.buffer + i) ? (char)from.Computer.Memory.Read<byte>(from.buffer + i) : '\0';
            }
        });
        return await _kernel.Parameters.Write($"{ParameterAt(path) ?? "/"}={text}");
    }

    private static bool IsNullDevice(string path) => path == NullPath;

    /// <summary>The module and parameter of a file of sysfs, with a slash between them; null for any other path.</summary>
    private string? ParameterAt(string path)
    {
        string[] parts = path.StartsWith(Modules + "/", StringComparison.Ordinal) ? path[(Modules.Length + 1)..].Split('/') : [];
        return parts is [var name, ParametersName, var parameter] && _kernel.Parameters.ModeOf($"{name}/{parameter}") != 0 ? $"{name}/{parameter}" : null;
    }

    /// <summary>The directories of sysfs that are there, by path, with what is in them; null for any other path.</summary>
    private List<(string Name, int Type)>? SysfsNames(string path)
    {
        if (_kernel.Profile.Generation == KernelGeneration.V20 || !path.StartsWith("/sys", StringComparison.Ordinal))
        {
            return null;
        }

        var loaded = _kernel.Loader.Modules.Where(module => module.State is not (ModuleState.Unloaded or ModuleState.Deleted)).ToList();
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var module = parts.Length > 2 ? loaded.Find(one => one.Name == parts[2]) : null;
        var named = module?.Parameters.Where(parameter => parameter.Mode != 0).Select(parameter => parameter.Name) ?? [];
        return parts switch
        {
            ["sys"] => [("module", FileStatus.DirectoryType)],
            ["sys", "module"] => [.. loaded.Select(one => (one.Name, FileStatus.DirectoryType))],
            ["sys", "module", _] when module is not null => named.Any() ? [(ParametersName, FileStatus.DirectoryType)] : [],
            ["sys", "module", _, ParametersName] when named.Any() => [.. named.Select(name => (name, FileStatus.RegularType))],
            _ => null,
        };
    }

    private async KTask<long> OpenOwn(string path, OpenFlags flags)
    {
        int mask = VirtualFileSystem.AccessMask(flags);
        if (ParameterAt(path) is { } parameter)
        {
            // Root passes by the mode, but sysfs wants the bit to be set for somebody.
            int mode = _kernel.Parameters.ModeOf(parameter);
            int bits = _kernel.Current.EffectiveUserId == 0 ? mode | (mode >> 3) | (mode >> 6) : mode;
            if ((bits & mask) != mask)
            {
                return -Errno.EACCES;
            }
        }

        Computer.Announce(Operation.Kernel, _root.Value, Here("dentry_open"));
        long file = await new Step<OpenBody>(Computer, new OpenBody(_kernel, path, flags, FileStatus.RegularType));
        return _kernel.Vfs.Install(new OpenFile(_kernel, new Address((int)file)));
    }
}
