using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class VirtualFileSystem
{
    /// <summary>
    /// mount(2) with MS_BIND of a file of /proc: 0, ENOENT, or EINVAL from a kernel that has no such flag (2.0; it came with
    /// 2.4).
    /// </summary>
    /// <param name="source">The file.</param>
    /// <param name="target">The number of the name that it gets.</param>
    internal async KTask<long> BindMount(string source, int target)
    {
        if (_kernel.Profile.Generation == KernelGeneration.V20)
        {
            return -Errno.EINVAL;
        }

        var inode = new Inode(_kernel, await _kernel.ProcFs.Lookup(source));
        if (inode.Address.IsNull)
        {
            return -Errno.ENOENT;
        }

        await _kernel.Files.MountPoints[target].Bind(inode);
        return 0;
    }

    /// <summary>path_lookup: the inode with a use counted; NULL if there is no such file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="follow">Whether a symbolic link at its end is followed.</param>
    internal KTask<Address> PathLookup(string path, bool follow = true)
    {
        int mount = _kernel.Files.MountPointAt(path);
        return mount >= 0 ? _kernel.Files.MountPoints[mount].Follow()
            : path.StartsWith(ProcFs.Prefix, StringComparison.Ordinal) ? _kernel.ProcFs.Lookup(path, follow)
            : new KTask<Address>(Address.Null);
    }
}
