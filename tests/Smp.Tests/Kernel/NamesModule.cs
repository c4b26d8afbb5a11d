using Smp.Kernel;
using Smp.Machine;

namespace Smp.Tests.Kernel;

/// <summary>
/// A module with a list of two names on the heap: reading /proc/names walks it from start to stop, a write takes the first
/// one off and frees it. With or without the lock.
/// </summary>
internal sealed class NamesModule : KernelModule
{
    private const int NodeSize = 16;
    private const int ValueOffset = 8;

    private readonly Shared<long> _head;
    private readonly KernelSpinLock _lock;
    private readonly SeqOperations _seqOps;
    private readonly FileOperations _fileOps;
    private readonly bool _locks;

    internal NamesModule(LinuxKernel kernel, bool locks)
        : base(kernel, "names")
    {
        _locks = locks;
        _head = Pointer("head");
        _lock = DefineSpinLock("names_lock");
        _seqOps = SeqOperations("names_seq_ops", NamesStart, NamesNext, NamesStop, NamesShow);
        _fileOps = FileOperations("names_fops", NamesOpen, SeqRelease, SeqRead, NamesWrite, owner: true, llseek: SeqLseek);
    }

    public KTask<int> NamesOpen(Inode inode, OpenFile file) => SeqOpen(file, _seqOps);

    public async KTask<Address> NamesStart(SeqFile m, LocalLong pos)
    {
        if (_locks)
        {
            await _lock.Lock();
        }

        var node = new Address((int)await _head.Load());
        for (long i = 0; i < pos.Value && !node.IsNull; i++)
        {
            node = new Address((int)await At<long>(node).Load());
        }

        return node;
    }

    public async KTask<Address> NamesNext(SeqFile m, Address v, LocalLong pos)
    {
        pos.Value++;
        return new Address((int)await At<long>(v).Load());
    }

    public async KTask NamesStop(SeqFile m, Address v)
    {
        if (_locks)
        {
            await _lock.Unlock();
        }
    }

    public async KTask<int> NamesShow(SeqFile m, Address v)
    {
        SeqPrintf(m, "%d\n", await At<long>(v + ValueOffset).Load());
        return 0;
    }

    public async KTask<long> NamesWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        if (_locks)
        {
            await _lock.Lock();
        }

        var first = new Address((int)await _head.Load());
        await _head.Store(await At<long>(first).Load());
        if (_locks)
        {
            await _lock.Unlock();
        }

        await Kfree(first, NodeSize);
        return length;
    }

    public override async KTask<int> InitModule()
    {
        for (int value = 2; value > 0; value--)
        {
            var node = await Kmalloc(NodeSize);
            await At<long>(node).Store(await _head.Load());
            await At<long>(node + ValueOffset).Store(value);
            await _head.Store(node.Value);
        }

        if (HasProcCreate)
        {
            await ProcCreate("names", 0x1b6, _fileOps);
            return 0;
        }

        var entry = await CreateProcEntry("names", 0x1b6);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    public override KTask CleanupModule() => RemoveProcEntry("names");
}
