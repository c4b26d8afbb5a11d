using System.Runtime.CompilerServices;
using System.Text;
using Smp.Actors;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The C library in a program: streams with a buffer and a lock each, strings in user memory, signal handlers. In user
/// mode; between any two steps of it a signal may come in, and its handler is run there.
/// </summary>
/// <remarks>
/// After stdio of C and POSIX. What each function does to a stream it does with the stream's lock held. The lock is a
/// plain one: who holds it and takes it again waits for itself. (That of glibc lets the same thread in again; what breaks
/// there, when a handler comes in between, is the buffer, or the allocator's lock.) What is written to standard output
/// stays in the buffer until it is flushed, as where that is no terminal, and how much there is of it is all that is kept.
/// </remarks>
public sealed partial class StandardIo
{
    private const long Signalled = long.MinValue;

    private readonly UserProcess _process;
    private readonly StandardIoMemory _memory;
    private readonly Func<int, KTask>? _handler;
    private readonly Address _frame;

    /// <summary>The library as <paramref name="process"/> has it, when its program begins.</summary>
    /// <param name="process">The process.</param>
    /// <param name="memory">Where its streams are.</param>
    /// <param name="handler">What is run for a signal that the process catches (<see cref="UserProcess.Catches"/>).</param>
    public StandardIo(UserProcess process, StandardIoMemory memory, Func<int, KTask>? handler = null)
    {
        ArgumentNullException.ThrowIfNull(process);
        ArgumentNullException.ThrowIfNull(memory);
        _process = process;
        _memory = memory;
        _handler = handler;
        _frame = process.Kernel.Signals.FrameOf(process.Task);
    }

    /// <summary>stdout.</summary>
    public Address Stdout => _memory.Stdout;

    private Computer Computer => _process.Kernel.Computer;

    /// <summary>ferror(stream), as no step: for what a scenario notes.</summary>
    public bool HasError(Address stream) => new Stream(Computer, stream).HasError;

    /// <summary>fopen(path, "r"): the stream; NULL if the file cannot be opened. A relative path begins at the root.</summary>
    public async KTask<Address> Fopen(Address path, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var site = new Site(file, line, "fopen");
        long length = await Do(new StringBody(path, appends: false), path, site);
        string name = Text(path, (int)length);
        long descriptor = await _process.Open(name.StartsWith('/') ? name : "/" + name, OpenFlags.ReadOnly, file, line, "fopen");
        await RunHandlers();
        return descriptor < 0 ? Address.Null : new Address((int)await Do(new OpenBody(_memory, (int)descriptor), Address.Null, site));
    }

    /// <summary>fread(to, size, 1, stream): 1, or 0 if that much could not be read; then what stands at <paramref name="to"/> is not to be used.</summary>
    public async KTask<int> Fread(Address to, int size, Address stream, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var site = new Site(file, line, "fread");
        await Lock(stream, site);
        var from = new Stream(Computer, stream);
        if (from.End - from.Next < size)
        {
            long got = await _process.Read(from.Descriptor, from.Buffer, Stream.BufferSize, file, line, "fread");
            await RunHandlers();
            from.Filled(got);
        }

        long done = await Do(new TakeBody(from, to, size), to, site);
        await Unlock(stream, site);
        return (int)done;
    }

    /// <summary>fclose(stream): 0. Whoever still has the stream has freed memory.</summary>
    public async KTask<int> Fclose(Address stream, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var site = new Site(file, line, "fclose");
        await Lock(stream, site);
        await _process.Close(new Stream(Computer, stream).Descriptor, file, line, "fclose");
        await RunHandlers();
        await Do(new CloseBody(stream), stream, site);
        return 0;
    }

    /// <summary>printf(text) or, with a string, printf("text%s\n", string).</summary>
    public async KTask Printf(string text, Address value = default, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        var site = new Site(file, line, "printf");
        await Lock(Stdout, site);
        long length = text.Length;
        if (!value.IsNull)
        {
            length += await Do(new StringBody(value, appends: false), value, site) + 1;
        }

        await Do(new PutBody(new Stream(Computer, Stdout), (int)length), Stdout, site);
        await Unlock(Stdout, site);
    }

    /// <summary>fflush(stdout).</summary>
    public async KTask Fflush([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var site = new Site(file, line, "fflush");
        await Lock(Stdout, site);
        await Do(new FlushBody(new Stream(Computer, Stdout)), Stdout, site);
        await Unlock(Stdout, site);
    }

    /// <summary>exit(status): flushes and never comes back.</summary>
    public async KTask Exit(int status, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        var site = new Site(file, line, "exit");
        await Lock(Stdout, site);
        await Do(new FlushBody(new Stream(Computer, Stdout)), Stdout, site);
        await Unlock(Stdout, site);
        await _process.Exit(status, file, line, "exit");
    }

    /// <summary>strcat(to, text): goes to the end of the string that stands there, wherever that is, and goes on from it.</summary>
    public async KTask Strcat(Address to, string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        var site = new Site(file, line, "strcat");
        long length = await Do(new StringBody(to, appends: true), to, site);
        await Do(new StoreTextBody(to + (int)length, text, int.MaxValue), to, site);
    }

    /// <summary>snprintf(to, size, "%s", text): at most size - 1 characters and a NUL.</summary>
    public async KTask Snprintf(Address to, int size, string text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(text);
        await Do(new StoreTextBody(to, text, size), to, new Site(file, line, "snprintf"));
    }

    /// <summary>Stores a byte of the program's own.</summary>
    public async KTask Store(Address to, byte value, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => await Do(new StoreByteBody(to, value), to, new Site(file, line, function));

    /// <summary>Loads a byte of the program's own.</summary>
    public async KTask<byte> Load(Address from, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => (byte)await Do(new LoadByteBody(from), from, new Site(file, line, function));

    /// <summary>usleep(): others may run.</summary>
    public async KTask Usleep([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
        => await Do(new UserBody("usleep"), Address.Null, new Site(file, line, "usleep"));

    private KTask Lock(Address stream, Site site)
        => Do(new LockBody(stream, true), stream, site, Operation.Lock).Discard();

    private KTask Unlock(Address stream, Site site)
        => Do(new LockBody(stream, false), stream, site, Operation.Unlock).Discard();

    /// <summary>A step of the program; a signal that is pending comes in before it.</summary>
    private async KTask<long> Do<TBody>(TBody body, Address target, Site site, Operation operation = Operation.User)
        where TBody : struct, IStepBody
    {
        while (true)
        {
            Computer.At(site);
            Computer.Announce(operation, target, site, needs: operation == Operation.Lock ? target : default);
            long value = await new Step<UnlessSignalled<TBody>>(Computer, new UnlessSignalled<TBody>(_process.Task, !_frame.IsNull, body));
            if (value != Signalled)
            {
                return value;
            }

            await _process.Actor.Call(SyscallNames.Interrupted, 0, 0, 0, null, site.File!, site.Line, "signal");
            await RunHandlers();
        }
    }

    /// <summary>The handler of the signal that was delivered on the way back from the kernel, if there was one.</summary>
    private async KTask RunHandlers()
    {
        // Only this process's own way out of the kernel writes it: it stands on its stack.
        if (_frame.IsNull || Computer.Memory.Peek(_frame) is var signal && signal == 0)
        {
            return;
        }

        Computer.Memory.Poke(_frame, 0);
        if (_handler is not null)
        {
            await _handler((int)signal);
        }
    }

    private string Text(Address from, int length)
    {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++)
        {
            text.Append((char)Computer.Memory.Read<byte>(from + i));
        }

        return text.ToString();
    }
}
