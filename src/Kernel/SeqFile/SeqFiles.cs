using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The seq_file library: functions of the kernel's own that a module puts into its file operations, and which call the
/// module's start, show, next and stop for every read.
/// </summary>
/// <remarks>
/// After fs/seq_file.c of 2.6.11, and of 6.8 where the profile is that. What a read of each does has a file of its own.
/// The buffer begins with a page in the kernel; here with <see cref="PageSize"/> bytes, so that a record that does not fit
/// is short enough to be looked at.
/// </remarks>
public sealed partial class SeqFiles
{
    /// <summary>What the first buffer of an open file holds: the model's page.</summary>
    public const int PageSize = 128;

    private const int Functions = 8;
    private readonly LinuxKernel _kernel;
    private readonly Lazy<Address> _text;
    private readonly SeqStartFunction _singleStart = SingleStart;
    private readonly SeqNextFunction _singleNext = SingleNext;
    private readonly SeqStopFunction _singleStop = SingleStop;

    internal SeqFiles(LinuxKernel kernel)
    {
        _kernel = kernel;
        _text = new Lazy<Address>(EnterText, isThreadSafe: false);
        Read = IsModern ? Read68 : Read26;
        Llseek = IsModern ? Llseek68 : Llseek26;
        Release = ReleaseFile;
        SingleRelease = ReleaseSingle;
    }

    /// <summary>seq_read.</summary>
    internal ReadWriteFunction Read { get; }

    /// <summary>seq_lseek.</summary>
    internal SeekFunction Llseek { get; }

    /// <summary>seq_release.</summary>
    internal OpenFunction Release { get; }

    /// <summary>single_release.</summary>
    internal OpenFunction SingleRelease { get; }

    private Computer Computer => _kernel.Computer;

    private bool IsModern => _kernel.Profile.Generation == KernelGeneration.V68;

    /// <summary>The functions get addresses, while the computer is being built.</summary>
    internal void Require() => _ = _text.Value;

    /// <summary>seq_open: 0, or -ENOMEM. The file's private data is its struct seq_file from now on.</summary>
    internal async KTask<int> Open(OpenFile file, SeqOperations operations, Site site)
    {
        await MaySleep(site);
        Computer.Announce(Operation.Allocate, Address.Null, site, argument: SeqFile.Size);
        return (int)await new Step<OpenBody>(Computer, new OpenBody(_kernel, file, operations));
    }

    /// <summary>single_open: 0, or -ENOMEM. A file of one record, which <paramref name="show"/> prints with m-&gt;private at hand.</summary>
    internal async KTask<int> OpenSingle(OpenFile file, Address show, long data, Site site)
    {
        await MaySleep(site);
        Computer.Announce(Operation.Allocate, Address.Null, site, argument: SeqOperations.Size);
        var operations = new SeqOperations(_kernel, new Address((int)await new Step<SingleBody>(Computer, new SingleBody(this, show))));
        if (operations.Address.IsNull)
        {
            return -Errno.ENOMEM;
        }

        int result = await Open(file, operations, site);
        if (result == 0)
        {
            Computer.Memory.Poke(Of(file).Private.Address, data);
            return 0;
        }

        Computer.Announce(Operation.Allocate, operations.Address, site, SeqOperations.Size);
        await new Step<FreeBody>(Computer, new FreeBody(operations.Address, SeqOperations.Size));
        return result;
    }

    /// <summary>The struct seq_file of a file that seq_open was called for.</summary>
    internal SeqFile Of(OpenFile file) => new(_kernel, file.PrivateData);

    private static KTask<Address> SingleStart(SeqFile m, LocalLong pos) => new(new Address(pos.Value == 0 ? 1 : 0));

    private static KTask<Address> SingleNext(SeqFile m, Address v, LocalLong pos)
    {
        pos.Value++;
        return new KTask<Address>(Address.Null);
    }

    private static KTask SingleStop(SeqFile m, Address v) => KTask.Completed;

    private static Site Here(string function, [System.Runtime.CompilerServices.CallerFilePath] string file = "", [System.Runtime.CompilerServices.CallerLineNumber] int line = 0)
        => new(file, line, function);

    private KTask<int> ReleaseFile(Inode inode, OpenFile file) => Free(file, single: false);

    private KTask<int> ReleaseSingle(Inode inode, OpenFile file) => Free(file, single: true);

    private async KTask<int> Free(OpenFile file, bool single)
    {
        var m = Of(file);
        Computer.Announce(Operation.Allocate, m.Address, Here(single ? "single_release" : "seq_release"), SeqFile.Size);
        await new Step<ReleaseBody>(Computer, new ReleaseBody(m, single));
        return 0;
    }

    private Address EnterText()
    {
        var region = _kernel.Text.NewRegion("", Functions, Shadow.Live);
        int slot = 0;
        _kernel.Text.AddKernels(region, slot++, "seq_read", Read);
        _kernel.Text.AddKernels(region, slot++, "seq_lseek", Llseek);
        _kernel.Text.AddKernels(region, slot++, "seq_release", Release);
        _kernel.Text.AddKernels(region, slot++, "single_release", SingleRelease);
        _kernel.Text.AddKernels(region, slot++, "single_start", _singleStart);
        _kernel.Text.AddKernels(region, slot++, "single_next", _singleNext);
        _kernel.Text.AddKernels(region, slot, "single_stop", _singleStop);
        return region;
    }

    /// <summary>An allocation with GFP_KERNEL may wait for memory.</summary>
    private KTask MaySleep(Site site) => _kernel.Profile.UserCopiesMaySleep ? _kernel.UserAccess.MayFault(site) : KTask.Completed;

    private readonly struct OpenBody(LinuxKernel kernel, OpenFile file, SeqOperations operations) : IStepBody
    {
        public long Run(Computer computer)
        {
            var address = Kmalloc(kernel, SeqFile.Size, Shadow.Live, "seq_open", "struct seq_file", SeqFile.Fields);
            if (address.IsNull)
            {
                return -Errno.ENOMEM;
            }

            new SeqFile(kernel, address).Initialise(operations);
            file.PrivateData = address;
            file.RefusesPread = kernel.Profile.Generation != KernelGeneration.V68;
            file.RefusesPwrite = true;
            return 0;
        }
    }

    private readonly struct SingleBody(SeqFiles files, Address show) : IStepBody
    {
        public long Run(Computer computer)
        {
            var address = Kmalloc(files._kernel, SeqOperations.Size, Shadow.Live, "single_open", "struct seq_operations", SeqOperations.Fields);
            if (!address.IsNull)
            {
                var text = files._kernel.Text;
                new SeqOperations(files._kernel, address).Initialise(
                    text.AddressOf(files._singleStart), text.AddressOf(files._singleStop), text.AddressOf(files._singleNext), show);
            }

            return address.Value;
        }
    }

    private readonly struct ReleaseBody(SeqFile m, bool single) : IStepBody
    {
        public long Run(Computer computer)
        {
            var memory = computer.Memory;
            if (!m.Buffer.IsNull)
            {
                memory.SetShadow(m.Buffer, (int)m.BufferSize, Shadow.Freed);
            }

            memory.SetShadow(m.Address, SeqFile.Size, Shadow.Freed);
            if (single)
            {
                memory.SetShadow(m.Operations.Address, SeqOperations.Size, Shadow.Freed);
            }

            if (computer.Recording)
            {
                computer.Note(single ? "single_release" : "seq_release");
            }

            return 0;
        }
    }

    private readonly struct FreeBody(Address pointer, int size) : IStepBody
    {
        public long Run(Computer computer)
        {
            computer.Memory.SetShadow(pointer, size, Shadow.Freed);
            return 0;
        }
    }

    /// <summary>kmalloc(size, GFP_KERNEL) of the kernel's own. Inside a step.</summary>
    private static Address Kmalloc(LinuxKernel kernel, int size, Shadow shadow, string caller, string name, IReadOnlyList<string>? fields = null)
    {
        var computer = kernel.Computer;
        AtomicContext.Refuses(kernel, "kmalloc(GFP_KERNEL)");
        bool fails = kernel.AllocationFailures.Strikes();
        var address = fails ? Address.Null : computer.AllocateHeap(size, shadow);
        if (computer.NamesMatter)
        {
            computer.Note($"{caller}: kmalloc({size}){(address.IsNull ? ": no memory" : "")}");
            if (!address.IsNull)
            {
                computer.Memory.Label(address, size, name, fields: fields ?? []);
            }
        }

        return address;
    }
}
