using Smp.Machine;

namespace Smp.Kernel;

/// <summary>Directories of /proc and symbolic links: what a path goes through.</summary>
/// <remarks>
/// After proc_mkdir, proc_symlink and xlate_proc_name of fs/proc/generic.c of 2.6.11 and 6.8. A directory keeps its entries
/// in a list of its own; who removes it first leaves them behind, out of reach: 2.6.11 frees it all the same (WARN_ON), 6.8
/// says which entry it leaks, and its proc_remove takes all that is in a directory with it.
/// </remarks>
public sealed partial class ProcFs
{
    /// <summary>What a look-up gives for a symbolic link, plus the address of its entry.</summary>
    private const long LinkFound = 1L << 40;

    private int MaxLinks => _kernel.Profile.Generation == KernelGeneration.V68 ? 40 : 32;

    /// <summary>proc_mkdir: an empty directory; NULL if there is no memory, or in 6.8 if the name is taken.</summary>
    internal KTask<ProcDirEntry> ProcMkdir(string name, ProcDirEntry parent, Site site)
        => Make(name, ProcDirEntry.DirectoryType | 0x16d, parent, target: null, site);

    /// <summary>proc_symlink: a link to a path, which need not be there.</summary>
    internal KTask<ProcDirEntry> ProcSymlink(string name, ProcDirEntry parent, string target, Site site)
        => Make(name, ProcDirEntry.LinkType | 0x1ff, parent, target, site);

    private async KTask<ProcDirEntry> Make(string name, int mode, ProcDirEntry parent, string? target, Site site)
    {
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await _kernel.UserAccess.MayFault(site);
        }

        Computer.Announce(Operation.Allocate, _root, site);
        var entry = new ProcDirEntry(_kernel, new Address((int)await new Step<MakeBody>(Computer, new MakeBody(this, name, mode, parent, target))));
        if (!entry.IsNull && !_kernel.Profile.HasProcCreate)
        {
            Computer.Announce(Operation.Kernel, _root, site);
            await new Step<LinkBody>(Computer, new LinkBody(this, entry));
        }

        return entry;
    }

    /// <summary>The directory that a name with slashes leads to, or <paramref name="parent"/>; false if there is no such directory, and 6.8 says so.</summary>
    private bool TryWalk(string name, ProcDirEntry parent, out ProcDirEntry directory, out ReadOnlySpan<char> last)
    {
        int denied = Walk(name, parent, out directory, out int at);
        last = name.AsSpan(at);
        if (denied != 0 && _kernel.Profile.Generation == KernelGeneration.V68)
        {
            _kernel.Log.Append($"<4>name '{name}'\n");
        }

        return denied == 0;
    }

    /// <summary>The same: 0, or -ENOENT or -ENOTDIR.</summary>
    private int Walk(ReadOnlySpan<char> name, ProcDirEntry parent, out ProcDirEntry directory, out int at)
    {
        directory = parent;
        at = 0;
        if (!parent.IsNull && !Computer.Check(parent.Address, ProcDirEntry.LongSize))
        {
            return -Errno.ENOENT;
        }

        while (name[at..].IndexOf('/') is >= 0 and var length)
        {
            var next = Find(name.Slice(at, length), directory.IsNull ? _root : directory.Subdir, out _);
            if (next.IsNull || !next.IsLong || !next.IsDirectory)
            {
                return next.IsNull ? -Errno.ENOENT : -Errno.ENOTDIR;
            }

            directory = next;
            at += length + 1;
        }

        return 0;
    }

    /// <summary>Whether 6.8 refuses a name that is taken. Inside a step.</summary>
    private bool IsRefused(string name, ProcDirEntry parent)
    {
        if (_kernel.Profile.Generation != KernelGeneration.V68
            || Walk(name, parent, out var directory, out int at) != 0
            || Find(name.AsSpan(at), directory.IsNull ? _root : directory.Subdir, out _).IsNull)
        {
            return false;
        }

        _kernel.Log.Append($"<4>proc_dir_entry '/proc/{name}' already registered\n");
        return true;
    }

    /// <summary>The first entry in a directory; NULL if there is none, or if it is none.</summary>
    private ProcDirEntry FirstIn(ProcDirEntry entry)
        => new(_kernel, entry.IsLong && entry.IsDirectory ? new Address((int)Computer.Memory.Peek(entry.Subdir)) : Address.Null);

    /// <summary>A directory is removed by its name: what is in it is lost, and the kernel warns. Inside a step.</summary>
    private void WarnOfChildren(ProcDirEntry entry)
    {
        if (FirstIn(entry) is { IsNull: false } child)
        {
            _kernel.Log.Append(_kernel.Profile.Generation == KernelGeneration.V68
                ? $"<4>remove_proc_entry: removing non-empty directory '/proc/{NameOf(entry)}', leaking at least '{NameOf(child)}'\n"
                : "<4>Badness in remove_proc_entry at fs/proc/generic.c\n");
        }
    }

    /// <summary>proc_follow_link: the path that goes on from a link at another path.</summary>
    private async KTask<string> Follow(ProcDirEntry link, string path)
    {
        Computer.Announce(Operation.Kernel, link.Address, Here("proc_follow_link"), ProcDirEntry.LongSize);
        await new Step<PeekBody>(Computer, new PeekBody(link.Address, "proc_follow_link"));
        string target = TargetOf(link);
        return target.StartsWith('/') ? target : path[..(path.LastIndexOf('/') + 1)] + target;
    }

    private string TargetOf(ProcDirEntry link)
    {
        var memory = Computer.Memory;
        var start = link.Target;
        int length = 0;
        while (memory.Read<byte>(start + length) != 0)
        {
            length++;
        }

        return string.Create(length, (memory, start), static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = (char)from.memory.Read<byte>(from.start + i);
            }
        });
    }

    /// <summary>A directory or a link is allocated, and in 6.8 linked in the same section.</summary>
    private readonly struct MakeBody(ProcFs proc, string name, int mode, ProcDirEntry parent, string? target) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (proc.IsRefused(name, parent))
            {
                return 0;
            }

            var entry = new ProcDirEntry(proc._kernel, new Address((int)new AllocateBody(proc, name, mode, parent, isLong: true).Run(computer)));
            if (!entry.IsNull && target is not null)
            {
                var text = computer.AllocateHeap(target.Length + 1, Shadow.Live);
                for (int i = 0; i <= target.Length; i++)
                {
                    computer.Memory.Write(text + i, i < target.Length ? (byte)target[i] : (byte)0);
                }

                entry.Target = text;
            }

            if (!entry.IsNull && proc._kernel.Profile.HasProcCreate)
            {
                proc.Link(entry);
            }

            return entry.Address.Value;
        }
    }
}
