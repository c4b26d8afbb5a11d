using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The steps that the library's functions consist of.</summary>
public sealed partial class StandardIo
{
    private readonly struct UnlessSignalled<TBody>(TaskStruct task, bool looks, TBody body) : IStepBody
        where TBody : struct, IStepBody
    {
        public long Run(Computer computer)
        {
            if (looks && task.SignalPending)
            {
                if (computer.Recording)
                {
                    computer.Note("a signal comes in");
                }

                return Signalled;
            }

            return body.Run(computer);
        }
    }

    /// <summary>Goes along a string to its NUL: its length. Every byte must have been written.</summary>
    private readonly struct StringBody(Address text, bool appends) : IStepBody
    {
        public long Run(Computer computer)
        {
            int length = 0;
            while (computer.Check(text + length, 1))
            {
                if (computer.Memory.Read<byte>(text + length) == 0)
                {
                    break;
                }

                length++;
            }

            if (computer.Recording)
            {
                computer.Note(appends ? $"goes to the end of {computer.Memory.NameOf(text)}" : $"reads the string {computer.Memory.NameOf(text)}");
            }

            return length;
        }
    }

    private readonly struct StoreTextBody(Address to, string text, int size) : IStepBody
    {
        public long Run(Computer computer)
        {
            int count = Math.Min(text.Length, size - 1);
            if (!computer.Check(to, count + 1, reads: false))
            {
                return 0;
            }

            for (int i = 0; i < count; i++)
            {
                computer.Memory.Write(to + i, (byte)text[i]);
            }

            computer.Memory.Write(to + count, (byte)0);
            if (computer.Recording)
            {
                computer.Note($"writes \"{text[..count]}\"");
            }

            return count;
        }
    }

    private readonly struct StoreByteBody(Address to, byte value) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Check(to, 1, reads: false))
            {
                computer.Memory.Write(to, value);
            }

            return value;
        }
    }

    private readonly struct LoadByteBody(Address from) : IStepBody
    {
        public long Run(Computer computer) => computer.Check(from, 1) ? computer.Memory.Read<byte>(from) : 0;
    }

    /// <summary>flockfile and funlockfile.</summary>
    private readonly struct LockBody(Address stream, bool takes) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (!computer.Check(stream, Stream.HeaderSize))
            {
                return 0;
            }

            computer.Memory.Poke(stream, takes ? computer.Current + 1 : 0);
            computer.ResourceChanged(stream);
            if (computer.Recording)
            {
                computer.Note($"{(takes ? "locks" : "unlocks")} {computer.Memory.NameOf(stream)}");
            }

            return takes ? 1 : 0;
        }
    }

    /// <summary>malloc of a stream for a descriptor.</summary>
    private readonly struct OpenBody(StandardIoMemory memory, int descriptor) : IStepBody
    {
        public long Run(Computer computer)
        {
            var stream = memory.NextFree(computer);
            computer.Memory.SetShadow(stream, Stream.Size, Shadow.Live);
            new Stream(computer, stream).Initialise(descriptor);
            return stream.Value;
        }
    }

    private readonly struct CloseBody(Address stream) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Check(stream, Stream.HeaderSize))
            {
                computer.Memory.Poke(stream, 0);
                computer.Memory.SetShadow(stream, Stream.Size, Shadow.Freed);
            }

            return 0;
        }
    }

    /// <summary>memcpy from the stream's buffer: 1, or 0 if there is not enough in it.</summary>
    private readonly struct TakeBody(Stream from, Address to, int size) : IStepBody
    {
        public long Run(Computer computer)
        {
            int count = (int)Math.Min(size, from.End - from.Next);
            if (count > 0 && !computer.Check(to, count, reads: false))
            {
                return 0;
            }

            for (int i = 0; i < count; i++)
            {
                computer.Memory.Write(to + i, computer.Memory.Read<byte>(from.Buffer + (int)from.Next + i));
            }

            from.Took(count);
            if (computer.Recording)
            {
                computer.Note(count == size ? "fread: 1" : $"fread: 0, {count} bytes of {size}");
            }

            return count == size ? 1 : 0;
        }
    }

    private readonly struct PutBody(Stream stream, int length) : IStepBody
    {
        public long Run(Computer computer)
        {
            stream.Put(length);
            if (computer.Recording)
            {
                computer.Note($"printf: {length} characters");
            }

            return length;
        }
    }

    private readonly struct FlushBody(Stream stream) : IStepBody
    {
        public long Run(Computer computer)
        {
            long count = stream.Flush();
            if (computer.Recording)
            {
                computer.Note($"write(1, {count})");
            }

            return count;
        }
    }
}
