using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A plain file or a FIFO: its inode is always there, and it can be opened and closed.</summary>
public sealed class NamedFile
{
    private readonly LinuxKernel _kernel;
    private readonly Fifo? _fifo;

    internal NamedFile(LinuxKernel kernel, string path, Inode inode, Fifo? fifo)
    {
        _kernel = kernel;
        Path = path;
        Inode = inode;
        _fifo = fifo;
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    /// <summary>How many have it open now: for the clauses of a scenario.</summary>
    public long Users
    {
        get
        {
            _kernel.Computer.RequireInspection("an inode");
            return Inode.Users;
        }
    }

    /// <summary>Whether it is a FIFO.</summary>
    internal bool IsFifo => _fifo is not null;

    internal Inode Inode { get; }

    /// <summary>filp_open: a descriptor, or what the FIFO says.</summary>
    internal async KTask<long> FilpOpen(OpenFlags flags)
    {
        if (_fifo is not null)
        {
            int refused = await _fifo.FifoOpen(flags);
            if (refused != 0)
            {
                return refused;
            }
        }

        _kernel.Computer.Announce(Operation.Kernel, Inode.Address, Here());
        var file = new OpenFile(_kernel, new Address((int)await new Step<DentryOpenBody>(_kernel.Computer, new DentryOpenBody(_kernel, Inode, flags))));
        return _kernel.Vfs.Install(file);
    }

    /// <summary>The last reference to an open file is gone.</summary>
    internal Step<ReleaseBody> Release(OpenFile file)
    {
        _kernel.Computer.Announce(Operation.Kernel, Inode.Address, Here());
        return new Step<ReleaseBody>(_kernel.Computer, new ReleaseBody(this, file));
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => new(file, line, function);

    /// <summary>get_empty_filp and dentry_open.</summary>
    internal readonly struct DentryOpenBody(LinuxKernel kernel, Inode inode, OpenFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            var address = computer.AllocateHeap(OpenFile.Size, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario opens too many files in one run");
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, OpenFile.Size, $"struct file of {kernel.Current}", fields: OpenFile.Fields);
                computer.Note($"dentry_open: {computer.Memory.NameOf(inode.Address)}");
            }

            var file = new OpenFile(kernel, address) { Operations = Address.Null, Inode = inode.Address, Count = 1 };
            file.SetFlags(flags);
            computer.Memory.Poke(file.Position.Address, 0);
            inode.Users++;
            return address.Value;
        }
    }

    /// <summary>iput, and for a FIFO pipe_release.</summary>
    internal readonly struct ReleaseBody(NamedFile named, OpenFile file) : IStepBody
    {
        public long Run(Computer computer)
        {
            named._fifo?.Release(file.Flags);
            var inode = named.Inode;
            return --inode.Users;
        }
    }
}
