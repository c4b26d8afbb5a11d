using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A file of /proc that is the kernel's own. The first read of an open file makes the text, whole, in one step; that and the
/// following reads take it from there.
/// </summary>
/// <remarks>
/// After seq_open and seq_read (fs/seq_file.c of 2.6.11) for a text that fits into the buffer, with start and stop taking and
/// giving a semaphore where there is one. Nobody writes to it: -EIO.
/// </remarks>
public sealed class KernelProcFile
{
    private const int TextOffset = 8;
    private readonly LinuxKernel _kernel;
    private readonly Func<string> _show;
    private readonly KernelSemaphore? _under;

    internal KernelProcFile(LinuxKernel kernel, string path, Inode inode, Func<string> show, KernelSemaphore? under)
    {
        _kernel = kernel;
        Path = path;
        Inode = inode;
        _show = show;
        _under = under;
    }

    /// <summary>Its path.</summary>
    public string Path { get; }

    internal Inode Inode { get; }

    /// <summary>seq_open: a descriptor, or -EACCES. In task context.</summary>
    internal async KTask<long> Open(OpenFlags flags)
    {
        int mask = ((int)flags & 3) switch { 0 => 4, 1 => 2, _ => 6 };
        if (ProcFs.GenericPermission(Inode, mask, _kernel.Current.EffectiveUserId) is var denied and not 0)
        {
            return denied;
        }

        _kernel.Computer.Announce(Operation.Kernel, Inode.Address, Here("seq_open"));
        return _kernel.Vfs.Install(new OpenFile(_kernel, new Address((int)await new Step<OpenBody>(_kernel.Computer, new OpenBody(this, flags)))));
    }

    /// <summary>seq_read: bytes, 0 at the end, or -EFAULT or -ENOMEM. In task context.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="buffer">The user's buffer.</param>
    /// <param name="length">Its length.</param>
    /// <param name="at">pread's position; negative for the file's own.</param>
    internal async KTask<long> Read(OpenFile file, Address buffer, long length, long at)
    {
        long position = at >= 0 ? at : await file.Position.Load(function: "seq_read");
        if (_under is { } before)
        {
            await before.Down(function: "m_start");
        }

        _kernel.Computer.Announce(Operation.Kernel, Inode.Address, Here("seq_read"));
        var text = new Address((int)await new Step<ShowBody>(_kernel.Computer, new ShowBody(this, file)));
        if (_under is { } after)
        {
            await after.Up(function: "m_stop");
        }

        if (text.IsNull)
        {
            return -Errno.ENOMEM;
        }

        int count = (int)Math.Min(LengthOf(text) - position, length);
        if (count <= 0)
        {
            return 0;
        }

        _kernel.Current.Copied = 0;
        int left = await _kernel.UserAccess.CopyToUser(buffer, text + (TextOffset + (int)position), count, Here("seq_read"));
        long result = left == 0 ? count : -Errno.EFAULT;
        _kernel.UserAccess.CheckResult(result, length, "read");
        if (at < 0 && left == 0)
        {
            await file.Position.Store(position + count, function: "seq_read");
        }

        return result;
    }

    /// <summary>seq_release. In task context.</summary>
    internal Step<ReleaseBody> Release(OpenFile file)
    {
        _kernel.Computer.Announce(Operation.Kernel, Inode.Address, Here("seq_release"));
        return new Step<ReleaseBody>(_kernel.Computer, new ReleaseBody(this, file));
    }

    private static Site Here(string function, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => new(file, line, function);

    // The text does not change any more once it is there: its length is no access that others could order.
    private long LengthOf(Address text) => _kernel.Computer.Memory.Peek(text);

    private readonly struct OpenBody(KernelProcFile proc, OpenFlags flags) : IStepBody
    {
        public long Run(Computer computer)
        {
            var kernel = proc._kernel;
            var address = computer.AllocateHeap(OpenFile.SizeWithPrivateData, Shadow.Live);
            if (address.IsNull)
            {
                throw new MachineException($"{kernel.Current}: its heap is used up; the scenario opens too many files in one run");
            }

            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, OpenFile.SizeWithPrivateData, $"struct file of {kernel.Current}", fields: OpenFile.Fields);
                computer.Note($"seq_open({proc.Path})");
            }

            var file = new OpenFile(kernel, address)
            {
                Operations = Address.Null,
                Inode = proc.Inode.Address,
                Count = 1,
                PrivateData = Address.Null,
            };
            file.SetFlags(flags);
            computer.Memory.Poke(file.Position.Address, 0);
            return address.Value;
        }
    }

    /// <summary>start, show and stop: the text of the open file, made if this is its first read; NULL if there is no memory.</summary>
    private readonly struct ShowBody(KernelProcFile proc, OpenFile file) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (!file.PrivateData.IsNull)
            {
                return file.PrivateData.Value;
            }

            string text = proc._show();
            var address = computer.AllocateHeap(TextOffset + Math.Max(text.Length, 1), Shadow.Live);
            if (address.IsNull)
            {
                return 0;
            }

            computer.Memory.Poke(address, text.Length);
            for (int i = 0; i < text.Length; i++)
            {
                computer.Memory.Write(address + (TextOffset + i), (byte)text[i]);
            }

            file.PrivateData = address;
            if (computer.NamesMatter)
            {
                computer.Memory.Label(address, TextOffset + Math.Max(text.Length, 1), $"text of {proc.Path}");
                computer.Note($"seq_read: shows {proc.Path}");
            }

            return address.Value;
        }
    }

    /// <summary>The end of an open file: its text goes with it.</summary>
    internal readonly struct ReleaseBody(KernelProcFile proc, OpenFile file) : IStepBody
    {
        public long Run(Computer computer)
        {
            var text = file.PrivateData;
            if (!text.IsNull)
            {
                computer.Memory.SetShadow(text, TextOffset + (int)Math.Max(proc.LengthOf(text), 1), Shadow.Freed);
            }

            return 0;
        }
    }
}
