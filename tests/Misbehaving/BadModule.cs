using Smp.Kernel;
using Smp.Machine;

namespace Misbehaving;

/// <summary>A module that does what no module may, in its write handler or its init function. Its file is /proc/bad.</summary>
public sealed class BadModule : KernelModule
{
    private readonly Shared<int> _value;
    private readonly Shared<int> _other;
    private readonly Atomic _arrived;
    private readonly FileOperations _fileOps;
    private readonly string _how;

    /// <summary>The module, and what it does wrong.</summary>
    public BadModule(LinuxKernel kernel, string how)
        : base(kernel, "bad")
    {
        _how = how;
        _value = Variable<int>("value");
        _other = Variable<int>("other");
        _arrived = AtomicVariable("arrived");
        _fileOps = FileOperations("bad_fops", write: BadWrite);
        if (how == "constructor")
        {
            throw new InvalidOperationException("the constructor is broken"); // here: constructor
        }
    }

    /// <summary>Its variable, for clauses that misuse it.</summary>
    public Shared<int> Value => _value;

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        if (_how == "init")
        {
            await _value.Store(1);
            throw new InvalidOperationException("init is broken"); // here: init
        }

        if (_how == "init-hang")
        {
            await _value.Store(1); // here: init-hang
            Endless.Loop();
        }

        var entry = await CreateProcEntry("bad", 0x1b6);
        await entry.ProcFops.Store(_fileOps.Address.Value);
        return 0;
    }

    /// <inheritdoc/>
    public override KTask CleanupModule() => RemoveProcEntry("bad");

    /// <summary>->write: where it goes wrong.</summary>
    public async KTask<long> BadWrite(OpenFile file, Address buffer, long length, LocalLong offset)
    {
        switch (_how)
        {
            case "throws":
                await _value.Load();
                throw new InvalidOperationException("the module is broken"); // here: throws
            case "two-steps":
                var load = _value.Load();
                var store = _value.Store(1); // here: two-steps
                await load;
                await store;
                break;
            case "not-awaited":
                await _other.Load();
                _ = _value.Load(); // here: not-awaited
                return length;
            case "child-not-awaited":
                _ = Child();
                return length;
            case "foreign":
                await _value.Load();
                await Task.Yield(); // here: foreign
                break;
            case "hang":
                await _value.Store(1);
                await _other.Load(); // here: hang
                Endless.Loop();
                break;
            case "random":
                if (Random.Shared.Next(2) == 0)
                {
                    await _other.Load(); // here: random
                }

                await _value.Store(1);
                break;
            case "livelock":
                while (await _value.Load() != 2) // here: livelock
                {
                    await CpuRelax();
                }

                break;
            case "handshake":
                long turn = await _arrived.AddReturn(1);
                while (turn == 1 && await _value.Load() == 0)
                {
                    await CpuRelax();
                }

                await _value.Store(1);
                break;
            default:
                await _value.Store(await _value.Load() + 1);
                break;
        }

        return length;
    }

    private async KTask Child()
    {
        await _value.Load();
        await _value.Store(1);
    }
}
