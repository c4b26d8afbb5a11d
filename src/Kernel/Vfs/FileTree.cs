using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The files a scenario puts on the disk: a name space as small as it can be, fixed when the computer is built.</summary>
public sealed class FileTree
{
    private readonly LinuxKernel _kernel;
    private readonly List<NamedFile> _files = [];
    private readonly List<MountPoint> _mountPoints = [];

    internal FileTree(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>A plain file.</summary>
    public NamedFile AddPlain(string path) => Add(path, fifo: null);

    /// <summary>A FIFO: who opens it for reading waits for a writer, and the other way round.</summary>
    public NamedFile AddFifo(string path) => Add(path, new Fifo(_kernel));

    /// <summary>A name that a file of /proc can be bound to.</summary>
    public void AddMountPoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _mountPoints.Add(new MountPoint(_kernel, path));
    }

    internal IReadOnlyList<MountPoint> MountPoints => _mountPoints;

    /// <summary>The number of the name that a file can be bound to; -1 if it is none.</summary>
    internal int MountPointAt(string path)
    {
        for (int i = 0; i < _mountPoints.Count; i++)
        {
            if (_mountPoints[i].Path == path)
            {
                return i;
            }
        }

        return -1;
    }

    internal NamedFile? Find(KernelName name)
    {
        foreach (var file in _files)
        {
            if (name.Is(file.Path))
            {
                return file;
            }
        }

        return null;
    }

    internal NamedFile? Find(string path) => _files.Find(file => file.Path == path);

    /// <summary>The files right below a prefix that ends in a slash, with the type of their modes.</summary>
    internal IEnumerable<(string Name, int Type)> In(string prefix)
        => _files
            .Where(file => file.Path.StartsWith(prefix, StringComparison.Ordinal) && file.Path.IndexOf('/', prefix.Length) < 0)
            .Select(file => (file.Path[prefix.Length..], file.IsFifo ? FileStatus.FifoType : FileStatus.RegularType));

    internal NamedFile? Owning(Inode inode)
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

    private NamedFile Add(string path, Fifo? fifo)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var inode = new Inode(_kernel, _kernel.Computer.Memory.Allocate(Inode.Size, $"inode of {path}", RegionKind.KernelData, fields: Inode.Fields));
        var file = new NamedFile(_kernel, path, inode, fifo);
        _files.Add(file);
        return file;
    }
}
