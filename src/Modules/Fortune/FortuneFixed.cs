using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// The corrected twin of <see cref="Fortune"/>: same file, same pot; each cookie is kept whole, given to one reader whole,
/// and the pot goes when the module goes.
/// </summary>
/// <remarks>
/// Each fix stands in a method of its own that can be overridden, so that a test can take one fix out and see the bug come
/// back.
/// </remarks>
public class FortuneFixed : FortuneModule
{
    private readonly KernelSemaphore _potMutex;
    private readonly Address _fortuneRead;
    private readonly Address _fortuneWrite;
    private readonly FileOperations _fortuneFops;

    /// <summary>The module, not loaded yet.</summary>
    public FortuneFixed(LinuxKernel kernel)
        : base(kernel)
    {
        _potMutex = DeclareMutex("pot_mutex");
        _fortuneRead = ReadProcFunction(FortuneRead, wholePage: true);
        _fortuneWrite = WriteProcFunction(FortuneWrite);
        _fortuneFops = FileOperations("fortune_fops", read: FortuneReadFile, write: FortuneWriteFile);
    }

    /// <summary>fortune_write: from the check to the new index nobody comes between.</summary>
    public async KTask<int> FortuneWrite(OpenFile filp, Address buff, long len, Address data)
    {
        if (IsNothing(len))
        {
            return 0;
        }

        await Lock(nameof(FortuneWrite));
        int result = await Take(buff, len);
        await Unlock(nameof(FortuneWrite));
        return result;
    }

    /// <summary>fortune_read: the next cookie, or the rest of the one that this file was given a part of.</summary>
    public async KTask<int> FortuneRead(Address page, ReadProcArguments arguments)
    {
        await Lock(nameof(FortuneRead));
        int result = await Give(page, arguments);
        await Unlock(nameof(FortuneRead));
        return result;
    }

    /// <summary>The same as ->read, where the kernel has no read_proc.</summary>
    public KTask<long> FortuneReadFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => ReadThroughPage(FortuneRead, buffer, length, offset);

    /// <summary>The same as ->write, where the kernel has no write_proc.</summary>
    public async KTask<long> FortuneWriteFile(OpenFile file, Address buffer, long length, LocalLong offset)
        => await FortuneWrite(file, buffer, length, Address.Null);

    /// <summary>Each variable is read once between two calls: nothing is left for the compiler to reuse.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <inheritdoc/>
    public override async KTask<int> InitModule()
    {
        var pot = await Vmalloc(MaxCookieLength);
        if (pot.IsNull)
        {
            return -Errno.ENOMEM;
        }

        await Memset(pot, 0, MaxCookieLength);
        await CookiePot.Store(pot.Value);
        if (!await Register())
        {
            await FreePot();
            return -Errno.ENOMEM;
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

    /// <summary>Fix of FTN-1 and FTN-2: what is left, in numbers that cannot be negative.</summary>
    protected virtual bool Fits(int index, long length) => index <= MaxCookieLength && length <= MaxCookieLength - index;

    /// <summary>Fix of FTN-3, FTN-4, FTN-5 and FTN-7: one mutex over all that is read and decided by.</summary>
    protected virtual KTask Lock(string function) => _potMutex.Down(function: function);

    /// <summary>The end of that.</summary>
    protected virtual async KTask Unlock(string function) => await _potMutex.Up(function: function);

    /// <summary>Fix of FTN-8: a write of nothing does nothing.</summary>
    protected virtual bool IsNothing(long length) => length == 0;

    /// <summary>Fix of FTN-9: an empty pot has nothing to give, and nothing to advance by.</summary>
    protected virtual bool IsEmpty(int index) => index == 0;

    /// <summary>Fix of FTN-11: what was allocated is given back, on the way out and where the file cannot be made.</summary>
    protected virtual async KTask FreePot() => await Vfree(await Pot(nameof(CleanupModule)), function: nameof(CleanupModule));

    /// <summary>Fix of FTN-17: the NUL takes the place of a line end, and of nothing else.</summary>
    /// <returns>How many bytes the cookie takes with its NUL.</returns>
    protected virtual int Terminated(byte last, int length) => last == '\n' ? length : length + 1;

    /// <summary>Fix of FTN-6: the index is advanced when the cookie is finished.</summary>
    protected virtual async KTask Finish(Address pot, int index, int length)
    {
        await At<byte>(pot + (index + length - 1)).Store(0, function: nameof(FortuneWrite));
        await CookieIndex.Store(index + length, function: nameof(FortuneWrite));
    }

    /// <summary>Fix of FTN-16: what this file has not been given of its cookie comes before the next one.</summary>
    protected virtual async KTask<int> Give(Address page, ReadProcArguments arguments)
    {
        long offset = arguments.Offset;
        var pot = await Pot(nameof(FortuneRead));
        int index = await CookieIndex.Load(function: nameof(FortuneRead));
        if (IsEmpty(index) || (offset > 0 && offset % 2 == 0))
        {
            arguments.Eof = true;
            return 0;
        }

        int place = (int)offset / 2;
        if (offset == 0)
        {
            int next = await NextFortune.Load(function: nameof(FortuneRead));
            place = next >= index ? 0 : next;
        }

        return await Print(page, arguments, pot, place);
    }

    /// <summary>
    /// Fix of FTN-10: no more than the reader wants, and the file's position says where the rest is. An odd position is that
    /// of a rest (2 * place + 1), an even one that of an end.
    /// </summary>
    /// <returns>How many bytes are in the page.</returns>
    protected virtual async KTask<int> Print(Address page, ReadProcArguments arguments, Address pot, int place)
    {
        int length = await Strlcpy(PageOfReader(page), pot + place, arguments.Count + 1, function: nameof(FortuneRead));
        bool isWhole = length < arguments.Count;
        int given = Math.Min(length, arguments.Count);
        if (isWhole)
        {
            var text = PageOfReader(page);
            text[given++] = (byte)'\n';
            arguments.Eof = true;
        }

        await Advance(place, length, arguments.Offset);
        arguments.Start = new Address((2 * (place + given)) + (isWhole ? 2 : 1) - (int)arguments.Offset);
        return given;
    }

    /// <summary>The cookie at a place is this reader's: the next one gets the one behind it.</summary>
    protected async KTask Advance(int place, int length, long offset)
    {
        if (offset == 0)
        {
            await NextFortune.Store(place + length + 1, function: nameof(FortuneRead));
        }
    }

    private async KTask<int> Take(Address buff, long len)
    {
        int index = await CookieIndex.Load(function: nameof(FortuneWrite));
        if (!Fits(index, len))
        {
            Printk(KernLevel.Info, "fortune: cookie pot is full!\n");
            return -Errno.ENOSPC;
        }

        int length = (int)len;
        var pot = await Pot(nameof(FortuneWrite));
        if (await CopyFromUser(pot + index, buff, length, function: nameof(FortuneWrite)) != 0)
        {
            return -Errno.EFAULT;
        }

        byte last = await At<byte>(pot + (index + length - 1)).Load(function: nameof(FortuneWrite));
        int taken = Terminated(last, length);
        if (!Fits(index, taken))
        {
            return -Errno.ENOSPC;
        }

        await Finish(pot, index, taken);
        return length;
    }

    private async KTask<bool> Register()
    {
        if (HasProcCreate)
        {
            return !(await ProcCreate(ProcEntryName, Mode, _fortuneFops, function: nameof(InitModule))).IsNull;
        }

        var entry = await CreateProcEntry(ProcEntryName, Mode, function: nameof(InitModule));
        if (entry.IsNull)
        {
            return false;
        }

        await entry.ReadProc.Store(_fortuneRead.Value, function: nameof(InitModule));
        await entry.WriteProc.Store(_fortuneWrite.Value, function: nameof(InitModule));
        if (!HasPdeUsers)
        {
            await entry.Owner.Store(ThisModule.Value, function: nameof(InitModule));
        }

        return true;
    }
}
