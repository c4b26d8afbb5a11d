using Smp.Machine;

namespace Smp.Kernel;

public sealed partial class Ttys
{
    /// <summary>get_current_tty() of 6.8, under the process's siglock.</summary>
    internal async KTask<TtyStruct> GetCurrentTty(Site site)
    {
        Computer.Announce(Operation.Reference, Sessions.TtyOf(_kernel.Current).Address, Here("get_current_tty"));
        Computer.At(site);
        return new TtyStruct(_kernel, new Address((int)await new Step<GetBody>(Computer, new GetBody(this))));
    }

    /// <summary>tty_kref_put(tty).</summary>
    internal async KTask PutReference(TtyStruct tty, Site site)
    {
        if (!tty.IsNull)
        {
            Computer.Announce(Operation.Reference, tty.Address, Here("tty_kref_put"), Bytes);
            Computer.At(site);
            await new Step<PutReferenceBody>(Computer, new PutReferenceBody(this, tty));
        }
    }

    /// <summary>filp_open of a terminal by kernel code: what open(2) does, without a descriptor.</summary>
    internal async KTask<TtyStruct> OpenWithoutFile(string path, Site site)
    {
        Computer.At(site);
        await Lock("chrdev_open");
        var tty = await LineAt(path) is { } line ? await InitDev(line) : default;
        await Unlock("chrdev_open");
        return tty;
    }

    /// <summary>filp_close of it.</summary>
    internal KTask CloseWithoutFile(TtyStruct tty, Site site)
    {
        Computer.At(site);
        return ReleaseDev(tty, LineOf(tty));
    }

    private readonly struct GetBody(Ttys ttys) : IStepBody
    {
        public long Run(Computer computer)
        {
            var tty = ttys.Sessions.Get(ttys._kernel.Current);
            if (!tty.IsNull)
            {
                tty.References++;
            }

            return tty.Address.Value;
        }
    }

    private readonly struct PutReferenceBody(Ttys ttys, TtyStruct tty) : IStepBody
    {
        public long Run(Computer computer)
        {
            ttys.KrefPut(tty, 1);
            return tty.References;
        }
    }
}
