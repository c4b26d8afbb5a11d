using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A name that a file can be bound to (<c>mount --bind</c>): whatever is bound there has a use of its inode counted, without
/// being open.
/// </summary>
/// <remarks>After do_loopback (fs/namespace.c) and follow_mount (fs/namei.c) of 2.6.11: a mount holds the dentry, and a look-up that comes to it takes that one.</remarks>
internal sealed class MountPoint
{
    private readonly LinuxKernel _kernel;
    private readonly Address _root;

    internal MountPoint(LinuxKernel kernel, string path)
    {
        _kernel = kernel;
        Path = path;
        _root = kernel.Computer.Memory.Allocate(8, $"mount of {path}", RegionKind.KernelData);
    }

    /// <summary>Its path.</summary>
    internal string Path { get; }

    /// <summary>Binds an inode, whose use is the mount's from now on.</summary>
    internal async KTask Bind(Inode inode)
    {
        _kernel.Computer.Announce(Operation.Kernel, _root, Here("do_loopback"));
        await new Step<BindBody>(_kernel.Computer, new BindBody(_root, inode));
    }

    /// <summary>The look-up: the inode that is bound, with a use counted; NULL if none is.</summary>
    internal async KTask<Address> Follow()
    {
        _kernel.Computer.Announce(Operation.Kernel, _root, Here("follow_mount"));
        return new Address((int)await new Step<FollowBody>(_kernel.Computer, new FollowBody(_kernel, _root)));
    }

    private static Site Here(string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new(file, line, function);

    private readonly struct BindBody(Address root, Inode inode) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Release(root);
            computer.Memory.Poke(root, inode.Address.Value);
            return 0;
        }
    }

    private readonly struct FollowBody(LinuxKernel kernel, Address root) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Acquire(root);
            var address = new Address((int)computer.Memory.Peek(root));
            if (!address.IsNull)
            {
                var inode = new Inode(kernel, address);
                inode.Users++;
            }

            if (computer.Recording)
            {
                computer.Note(address.IsNull ? "follow_mount: nothing is bound" : $"follow_mount: {computer.Memory.NameOf(address)}");
            }

            return address.Value;
        }
    }
}
