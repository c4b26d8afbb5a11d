using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// What a machine needs on which people look around: paths that begin where a process is, directories that can be opened and
/// read, stat(2), unlink(2) and readlink(2). Only on a machine that asks for it (<see cref="Use"/>); elsewhere a name is what
/// the stage calls it, and nothing of this costs anything.
/// </summary>
/// <remarks>
/// After fs/namei.c, fs/readdir.c and fs/stat.c of 2.6.11. The disk has the directories named here and no others; every
/// process is in <see cref="Home"/>. The semaphore of a directory, which keeps names from coming and going between two
/// records of one getdents(2), is left out: a device file that goes leaves a hole in its directory, as on ext2.
/// </remarks>
public sealed partial class Directories
{
    /// <summary>Where every process is: what a path without a slash in front begins with.</summary>
    public const string Home = "/root";

    /// <summary>0755, of a directory.</summary>
    internal const int DiskMode = ProcDirEntry.DirectoryType | 0x1ed;

    /// <summary>0555, of a directory.</summary>
    internal const int ProcMode = ProcDirEntry.DirectoryType | 0x16d;

    /// <summary>01777, of a directory.</summary>
    private const int SharedMode = ProcDirEntry.DirectoryType | 0x3ff;

    private const string Proc = "/proc";
    private const string Self = Proc + "/self";

    private static readonly string[] s_disk = ["/", "/dev", Proc, Home, "/sys", "/tmp"];

    private readonly LinuxKernel _kernel;
    private readonly Lazy<Address> _root;
    private readonly Dictionary<int, Address> _starts = [];

    internal Directories(LinuxKernel kernel)
    {
        _kernel = kernel;
        _root = new Lazy<Address>(() => kernel.Computer.Memory.Allocate(8, "root directory", RegionKind.KernelData), isThreadSafe: false);
    }

    /// <summary>Whether this machine has them.</summary>
    internal bool IsUsed => _root.IsValueCreated;

    private Computer Computer => _kernel.Computer;

    /// <summary>The machine gets directories, and a disk that takes device files, while it is being built.</summary>
    public void Use()
    {
        _ = _root.Value;
        _kernel.CharDevices.Require();
        _kernel.CharDevices.AddNode(NullPath, MemoryMajor, NullMinor);
    }

    /// <summary>A process is there only once it has been forked, while the computer is being built.</summary>
    internal void BeginsAt(TaskStruct task, Address start) => _starts[task.Pid] = start;

    /// <summary>A path from the root, without dots and doubled slashes; <c>/proc/self</c> on the way stands for the process that asks.</summary>
    /// <param name="path">The path as the program gave it.</param>
    /// <param name="follow">Whether a <c>/proc/self</c> at the end of the path does too.</param>
    internal string Absolute(string path, bool follow = true)
    {
        var parts = new List<string>();
        foreach (string part in $"{(path.StartsWith('/') ? "" : Home)}/{path}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..")
            {
                parts.RemoveRange(Math.Max(parts.Count - 1, 0), Math.Min(parts.Count, 1));
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        string whole = "/" + string.Join('/', parts);
        return whole.StartsWith(Self, StringComparison.Ordinal) && (whole.Length == Self.Length ? follow : whole[Self.Length] == '/')
            ? $"{Proc}/{_kernel.Current.Leader.Pid}{whole[Self.Length..]}"
            : whole;
    }

    /// <summary>
    /// What the directories of a path say before its last name is looked up: 0, ENOENT if one of them is not there, ENOTDIR if
    /// it is something else. Those that modules have made in /proc are procfs's own business.
    /// </summary>
    internal int Walk(string path)
    {
        if (path.Length == 0)
        {
            return -Errno.ENOENT;
        }

        string absolute = Absolute(path);
        for (int slash = absolute.IndexOf('/', 1); slash > 0; slash = absolute.IndexOf('/', slash + 1))
        {
            string directory = absolute[..slash];
            if (!Has(directory) && (IsFile(directory) || !IsBelowProc(directory)))
            {
                return IsFile(directory) ? -Errno.ENOTDIR : -Errno.ENOENT;
            }
        }

        return path[^1] == '/' && IsFile(absolute) ? -Errno.ENOTDIR : 0;
    }

    /// <summary>Whether a path from the root is that of a directory of the disk, or of one in /proc that is the kernel's own.</summary>
    internal bool Has(string path)
        => (Array.IndexOf(s_disk, path) >= 0 && (path != "/sys" || SysfsNames(path) is not null)) || SysfsNames(path) is not null || (IsBelowProc(path) && IsThere(path) && _kernel.ProcFiles.HasBelow(path + "/"));

    /// <summary>Whether a path is not that of a file of a process which is not there (any more).</summary>
    internal bool IsThere(string path) => PidOf(path) is not { } pid || (_kernel.FindTask(pid) is { } task && IsThere(task));

    /// <summary>The names in a directory that is the disk's or the kernel's own, but for what modules have put in /proc.</summary>
    /// <param name="path">The directory.</param>
    /// <returns>The names and the types of their modes, in the order in which the directory has them. Inside a step.</returns>
    internal List<(string Name, int Type)> Names(string path)
    {
        var names = new List<(string Name, int Type)>();
        if (path == Proc || IsBelowProc(path))
        {
            AddKernelsNames(path + "/", names);
            return names;
        }

        if (SysfsNames(path) is { } sysfs)
        {
            return sysfs;
        }

        string prefix = path == "/" ? path : path + "/";
        foreach (string directory in s_disk)
        {
            if (directory.Length > 1 && Has(directory) && ParentOf(directory) == path)
            {
                names.Add((directory[prefix.Length..], ProcDirEntry.DirectoryType));
            }
        }

        foreach (var (name, type) in _kernel.Files.In(prefix))
        {
            names.Add((name, type));
        }

        foreach (string terminal in _kernel.Ttys.Paths.Where(terminal => ParentOf(terminal) == path))
        {
            names.Add((terminal[prefix.Length..], FileStatus.CharacterType));
        }

        foreach (var (name, type) in _kernel.CharDevices.In(prefix))
        {
            names.Add((name, type));
        }

        return names;
    }

    /// <summary>The processes that /proc has a directory for, by their ids. Inside a step.</summary>
    internal List<int> Processes()
    {
        var pids = new List<int>();
        foreach (var task in _kernel.Tasks)
        {
            if (task.Leader == task && IsThere(task) && _kernel.ProcFiles.HasBelow($"{Proc}/{task.Pid}/"))
            {
                pids.Add(task.Pid);
            }
        }

        return pids;
    }

    /// <summary>The mode of one of these directories.</summary>
    internal static int ModeOf(string path) => path == "/tmp" ? SharedMode : path == Proc || IsBelowProc(path) ? ProcMode : DiskMode;

    internal static string ParentOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    internal static bool IsBelowProc(string path) => path.StartsWith(ProcFs.Prefix, StringComparison.Ordinal);

    /// <summary>The process whose directory in /proc a path leads to or through; null for none.</summary>
    internal static int? PidOf(string path)
    {
        if (!IsBelowProc(path))
        {
            return null;
        }

        int end = path.IndexOf('/', ProcFs.Prefix.Length);
        var name = path.AsSpan(ProcFs.Prefix.Length, (end < 0 ? path.Length : end) - ProcFs.Prefix.Length);
        return int.TryParse(name, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int pid) ? pid : null;
    }

    /// <summary>Whether a task has begun and not ended: whoever ends is waited for at once. One that only sleeps has no program.</summary>
    private bool IsThere(TaskStruct task)
        => task.State != TaskState.Dead
            && (!_starts.TryGetValue(task.Pid, out var start) || Computer.Memory.Peek(start) != ForkedProcess.NotForked)
            && (Computer.Agents[task.Agent].Body is null || (Computer.BlockedBy(task.Agent) & (Blocked.Finished | Blocked.Dead)) == 0);

    private bool IsFile(string path)
        => (_kernel.ProcFiles.Find(path) is not null && IsThere(path)) || _kernel.Files.Find(path) is not null || _kernel.CharDevices.Has(path) || _kernel.Ttys.Knows(path) || ParameterAt(path) is not null;

    /// <summary>The kernel's own names below a prefix of /proc: the youngest first, as where entries are linked at the head of a list.</summary>
    private void AddKernelsNames(string prefix, List<(string Name, int Type)> names)
    {
        var paths = _kernel.ProcFiles.Paths;
        for (int i = paths.Count - 1; i >= 0; i--)
        {
            string path = paths[i];
            if (!path.StartsWith(prefix, StringComparison.Ordinal) || (prefix == ProcFs.Prefix && PidOf(path) is not null))
            {
                continue;
            }

            int slash = path.IndexOf('/', prefix.Length);
            var name = (slash < 0 ? path[prefix.Length..] : path[prefix.Length..slash], slash < 0 ? FileStatus.RegularType : ProcDirEntry.DirectoryType);
            if (!names.Contains(name))
            {
                names.Add(name);
            }
        }
    }
}
