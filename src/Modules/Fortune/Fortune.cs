using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// fortune.c of "Access the Linux kernel using the /proc filesystem" (M. Tim Jones), as printed: a page full of fortune
/// cookies, written to /proc/fortune and read from it one by one.
/// </summary>
/// <remarks>
/// The corrected twin is <see cref="FortuneFixed"/>. What is wrong with this one: FTN-1 to FTN-17. The article's text says
/// that cleanup frees the pot and its listing does not (FTN-11); <see cref="FortuneFreeing"/> is the module as meant, for
/// the bugs of a removal that goes on after the pot is freed (FTN-12, FTN-15).
/// </remarks>
public class Fortune : FortuneModule
{
    private readonly Shared<long> _procEntry;
    private readonly Address _fortuneRead;
    private readonly Address _fortuneWrite;
    private readonly FileOperations _fortuneFops;

    /// <summary>The module, not loaded yet.</summary>
    public Fortune(LinuxKernel kernel)
        : base(kernel)
    {
        _procEntry = Pointer("proc_entry");
        _fortuneRead = ReadProcFunction(FortuneRead, wholePage: true);
        _fortuneWrite = WriteProcFunction(FortuneWrite);
        _fortuneFops = FileOperations("fortune_fops", read: FortuneReadFile, write: FortuneWriteFile);
    }

    /// <summary>fortune_write: the cookie goes to the end of the pot.</summary>
    public async KTask<int> FortuneWrite(OpenFile filp, Address buff, long len, Address data)
    {
        int index = await CookieIndex.Load();
        int spaceAvailable = MaxCookieLength - index + 1;
        if ((ulong)len > (ulong)(long)spaceAvailable)
        {
            Printk(KernLevel.Info, "fortune: cookie pot is full!\n");
            return -Errno.ENOSPC;
        }

        var pot = await Pot(nameof(FortuneWrite));
        index = await LoadAgain(CookieIndex, index);
        if (await CopyFromUser(pot + index, buff, (int)len) != 0)
        {
            return -Errno.EFAULT;
        }

        index = await CookieIndex.Load() + (int)len;
        await CookieIndex.Store(index);
        pot = await Pot(nameof(FortuneWrite));
        index = await LoadAgain(CookieIndex, index);
        await At<byte>(pot + (index - 1)).Store(0);
        return (int)len;
    }

    /// <summary>fortune_read: the next cookie, from the beginning again after the last.</summary>
    public async KTask<int> FortuneRead(Address page, ReadProcArguments arguments)
    {
        if (arguments.Offset > 0)
        {
            arguments.Eof = true;
            return 0;
        }

        int next = await NextFortune.Load();
        if (next >= await CookieIndex.Load())
        {
            next = 0;
            await NextFortune.Store(next);
        }

        var pot = await Pot(nameof(FortuneRead));
        next = await LoadAgain(NextFortune, next);
        int len = await Sprintf(PageOfReader(page), "%s\n", pot + next);
        await NextFortune.Store(await NextFortune.Load() + len);
        return len;
    }

    /// <summary>The same as ->read, where the kernel has no read_proc.</summary>
    public KTask<long> FortuneReadFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => ReadThroughPage(FortuneRead, buffer, length, offset);

    /// <summary>The same as ->write, where the kernel has no write_proc.</summary>
    public async KTask<long> FortuneWriteFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => await FortuneWrite(file, buffer, length, Address.Null);

    /// <summary>
    /// What is checked is also where the cookie goes, and what was stored is also where it ends; a call stands between the
    /// two, and after it the variable is read again.
    /// </summary>
    public override CompiledTable? AsCompiled => new("gcc 12.2 -O2")
    {
        Reused = [new("fortune_write", "cookie_index"), new("fortune_read", "next_fortune")],
    };

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var pot = await Vmalloc(MaxCookieLength);
        await CookiePot.Store(pot.Value);
        if (pot.IsNull)
        {
            return -Errno.ENOMEM;
        }

        await Memset(pot, 0, MaxCookieLength);
        var entry = HasProcCreate ? await ProcCreate(ProcEntryName, Mode, _fortuneFops) : await CreateProcEntry(ProcEntryName, Mode);
        await _procEntry.Store(entry.Address.Value);
        if (entry.IsNull)
        {
            await FreePot();
            Printk(KernLevel.Info, "fortune: Couldn't create proc entry\n");
            return -Errno.ENOMEM;
        }

        await CookieIndex.Store(0);
        await NextFortune.Store(0);
        if (!HasProcCreate)
        {
            await entry.ReadProc.Store(_fortuneRead.Value);
            await entry.WriteProc.Store(_fortuneWrite.Value);
            await entry.Owner.Store(ThisModule.Value);
        }

        Printk(KernLevel.Info, "fortune: Module loaded.\n");
        return 0;
    }

    /// <inheritdoc/>
    public override async KTask CleanupModule()
    {
        await RemoveProcEntry(ProcEntryName);
        await FreePot();
        Printk(KernLevel.Info, "fortune: Module unloaded.\n");
    }

    /// <summary>What the listing has lost: vfree(cookie_pot).</summary>
    protected virtual KTask FreePot() => KTask.Completed;
}
