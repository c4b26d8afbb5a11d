using System.Globalization;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The files of /proc that are the kernel's own: a path, and the text that stands there when somebody reads. None is there
/// unless it was added while the computer was built, so that a scenario which does not look at them pays nothing.
/// </summary>
public sealed class KernelProcFiles
{
    /// <summary>0444.</summary>
    public const int ReadableByAll = 0x124;

    private readonly LinuxKernel _kernel;
    private readonly List<KernelProcFile> _files = [];

    internal KernelProcFiles(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Whether any was added.</summary>
    internal bool IsUsed => _files.Count != 0;

    /// <summary>Adds a file, while the computer is being built; a path that is there already keeps its file.</summary>
    /// <param name="path">Its path: <c>/proc/modules</c>.</param>
    /// <param name="show">
    /// Makes its text, within one step: it looks at kernel memory (<see cref="KernelMemory.Peek(Address)"/> and what is built
    /// on it) and changes nothing.
    /// </param>
    /// <param name="mode">Its permission bits.</param>
    /// <param name="under">The semaphore that its reader holds meanwhile; null for none.</param>
    public KernelProcFile Add(string path, Func<string> show, int mode = ReadableByAll, KernelSemaphore? under = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(show);
        if (Find(path) is { } already)
        {
            return already;
        }

        var inode = new Inode(_kernel, _kernel.Computer.Memory.Allocate(Inode.Size, $"inode of {path}", RegionKind.KernelData, fields: Inode.Fields));
        inode.Mode = mode;
        var file = new KernelProcFile(_kernel, path, inode, show, under);
        _files.Add(file);
        return file;
    }

    /// <summary>
    /// Adds /proc/modules and /proc/devices, and where the kernel has them /proc/kallsyms (the modules' part) and /proc/sys/kernel/tainted, while the
    /// computer is being built and before any module is loaded.
    /// </summary>
    public void AddStandard()
    {
        var loader = _kernel.Loader;
        loader.List.Use();
        Add("/proc/devices", () => _kernel.CharDevices.Text() + "\nBlock devices:\n");
        if (_kernel.Profile.Generation == KernelGeneration.V20)
        {
            Add("/proc/modules", loader.List.ShowModules);
            return;
        }

        Add("/proc/modules", loader.List.ShowModules, under: loader.Mutex);
        Add("/proc/kallsyms", loader.List.ShowKallsyms, under: loader.Mutex);
        _kernel.Taint.Use();
        Add("/proc/sys/kernel/tainted", () => string.Create(CultureInfo.InvariantCulture, $"{_kernel.Taint.Bits}\n"));
    }

    /// <summary>The paths of all of them, in the order in which they were added.</summary>
    internal IReadOnlyList<string> Paths => _files.ConvertAll(file => file.Path);

    /// <summary>Whether one of them is below a prefix that ends in a slash.</summary>
    internal bool HasBelow(string prefix) => _files.Exists(file => file.Path.StartsWith(prefix, StringComparison.Ordinal));

    internal KernelProcFile? Find(string path)
    {
        foreach (var file in _files)
        {
            if (file.Path == path)
            {
                return file;
            }
        }

        return null;
    }

    internal KernelProcFile? Owning(Inode inode)
    {
        foreach (var file in _files)
        {
            if (file.Inode.Address == inode.Address)
            {
                return file;
            }
        }

        return null;
    }
}
