using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>
/// The memory of one computer: words with addresses, a shadow byte for every byte, an undo log that takes a schedule
/// back to the image the stage left, and the running identity of both.
/// </summary>
/// <remarks>
/// <see cref="Peek(Address)"/> and <see cref="Poke(Address, long)"/> are for the bodies of steps only: an access that
/// kernel code could observe is a step of its own (<see cref="Shared{T}"/>). Every access made inside a body is part
/// of the step's footprint.
/// </remarks>
public sealed partial class KernelMemory
{
    private const int WordSize = sizeof(ulong);
    private const int FirstAddress = 0x1000;
    private const int Gap = 2 * WordSize;

    private readonly int _arenaSize;
    private readonly Footprint _footprint;
    private ulong[] _words = new ulong[2048];
    private ulong[] _shadow = new ulong[2048];

    // The undo log holds each word's stage value once; a word's epoch says whether it is already there. Shadow words
    // are logged as the complement of their index.
    private int[] _wordEpoch = new int[2048];
    private int[] _shadowEpoch = new int[2048];
    private (int Index, ulong Value)[] _undo = new (int, ulong)[256];
    private int _undoCount;
    private int _epoch;
    private bool _sealed;
    private int _end = FirstAddress;
    private ulong _hash;
    private ulong _hash2;

    internal KernelMemory(Footprint footprint, int arenaSize)
    {
        _footprint = footprint;
        _arenaSize = arenaSize;
    }

    /// <summary>
    /// Changes whenever memory is taken back to the stage's image; 0 while the stage is built. What the kernel works out from
    /// memory and keeps beside it is good for one epoch.
    /// </summary>
    public int Epoch => _epoch;

    /// <summary>Whether every write keeps the identity of memory up to date; off where nobody asks for it.</summary>
    public bool KeepsIdentity { get; internal set; }

    /// <summary>
    /// Sets memory aside while the computer is being built. The bytes are live and zero unless
    /// <paramref name="shadow"/> says otherwise. <paramref name="fields"/> are the names of its words, for reports, and
    /// <paramref name="title"/> what stands before them.
    /// </summary>
    public Address Allocate(
        int size,
        string name,
        RegionKind kind,
        string owner = "",
        Shadow shadow = Shadow.Live,
        IReadOnlyList<string>? fields = null,
        string title = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (_sealed)
        {
            throw new MachineException($"'{name}' was allocated after the stage was sealed; during a race use the kernel's allocator");
        }

        var start = new Address(_end);
        _end += ((size + WordSize - 1) / WordSize * WordSize) + Gap;
        EnsureRoom();
        _regions.Add(new Region(start, size, name, kind, owner) { Fields = fields ?? [], Title = title });
        SetShadow(start, size, shadow);
        return start;
    }

    /// <summary>Reads a whole word in the body of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Peek(Address address)
    {
        if (_footprint.On)
        {
            _footprint.Add(address, write: false);
        }

        return (long)_words[address.Value >> 3];
    }

    /// <summary>Reads a whole word for the machine's own bookkeeping: no access of the step.</summary>
    internal long Look(Address address) => (long)_words[address.Value >> 3];

    /// <summary>A copy of all words as they are.</summary>
    internal ulong[] Words() => [.. _words];

    /// <summary>Writes a whole word in the body of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Poke(Address address, long value)
    {
        if (_footprint.On)
        {
            _footprint.AddWrite(address, _words[address.Value >> 3], (ulong)value);
        }

        SetWord(address.Value >> 3, (ulong)value);
    }

    /// <summary>Reads a value of 1, 2, 4 or 8 bytes in the body of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Read<T>(Address address)
        where T : unmanaged
    {
        if (_footprint.On)
        {
            _footprint.Add(address, write: false);
        }

        ulong word = _words[address.Value >> 3];
        return Unsafe.As<ulong, T>(ref Unsafe.AddByteOffset(ref word, address.Value & 7));
    }

    /// <summary>Writes a value of 1, 2, 4 or 8 bytes, aligned to its size, in the body of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<T>(Address address, T value)
        where T : unmanaged
    {
        int index = address.Value >> 3;
        ulong word = _words[index];
        Unsafe.As<ulong, T>(ref Unsafe.AddByteOffset(ref word, address.Value & 7)) = value;
        if (_footprint.On)
        {
            _footprint.AddWrite(address, _words[index], word);
        }

        SetWord(index, word);
        MarkWritten(address, Unsafe.SizeOf<T>());
    }

    /// <summary>The first address behind all that has been allocated.</summary>
    public Address End => new(_end);

    /// <summary>Whether an address is within memory; a wild pointer is not.</summary>
    internal bool Holds(Address address) => address.Value >= FirstAddress && address.Value < _end;

    internal bool Fits(Address arena, int size) => size <= _arenaSize && arena.Value + size <= _end;

    /// <summary>A heap arena for one agent: addresses depend on who allocates and how often, not on the order between agents.</summary>
    internal Address AllocateArena(string owner)
    {
        var start = Allocate(_arenaSize, $"heap of {owner}", RegionKind.Heap, owner, Shadow.None);
        return start;
    }

    /// <summary>From now on every change is logged, to be undone by <see cref="Reset"/>.</summary>
    internal void Seal()
    {
        _sealed = true;
        _stageLabels = _labels.Count;
        _epoch = 1;
        _undoCount = 0;
        _hash = 0;
        _hash2 = 0;
    }

    /// <summary>Takes memory back to the image the stage left.</summary>
    internal void Reset()
    {
        for (int i = 0; i < _undoCount; i++)
        {
            ref var entry = ref _undo[i];
            if (entry.Index >= 0)
            {
                _words[entry.Index] = entry.Value;
            }
            else
            {
                _shadow[~entry.Index] = entry.Value;
            }
        }

        // Names of the heap belong to the run that gave them.
        _labels.RemoveRange(_stageLabels, _labels.Count - _stageLabels);
        _undoCount = 0;
        NextEpoch();
        _hash = 0;
        _hash2 = 0;
    }

    private void NextEpoch()
    {
        if (!_sealed)
        {
            return;
        }

        if (++_epoch == 0)
        {
            // All numbers are used up, and words nobody has written yet look written in epoch 0.
            Array.Clear(_wordEpoch);
            Array.Clear(_shadowEpoch);
            _epoch = 1;
        }
    }

    /// <summary>The identity of memory with its shadow, relative to the stage's image.</summary>
    internal Identity Identity() => KeepsIdentity ? new Identity(_hash, _hash2) : HashDirtyWords();

    private Identity HashDirtyWords()
    {
        ulong hash = 0;
        ulong hash2 = 0;
        for (int i = 0; i < _undoCount; i++)
        {
            var (index, old) = _undo[i];
            ulong now = index >= 0 ? _words[index] : _shadow[~index];
            if (now != old)
            {
                hash += Hashing.At((uint)index, now) - Hashing.At((uint)index, old);
                hash2 += Hashing.At2((uint)index, now) - Hashing.At2((uint)index, old);
            }
        }

        return new Identity(hash, hash2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SetWord(int index, ulong value)
    {
        ref ulong word = ref _words[index];
        ulong old = word;
        if (old == value)
        {
            return;
        }

        if (_wordEpoch[index] != _epoch)
        {
            _wordEpoch[index] = _epoch;
            Log(index, old);
        }

        word = value;
        if (KeepsIdentity)
        {
            UpdateHash(index, old, value);
        }
    }

    private void UpdateHash(int index, ulong old, ulong value)
    {
        _hash += Hashing.At((uint)index, value) - Hashing.At((uint)index, old);
        _hash2 += Hashing.At2((uint)index, value) - Hashing.At2((uint)index, old);
    }

    private void Log(int index, ulong old)
    {
        if (!_sealed)
        {
            return;
        }

        if (_undoCount == _undo.Length)
        {
            Array.Resize(ref _undo, _undoCount * 2);
        }

        _undo[_undoCount++] = (index, old);
    }

    private void EnsureRoom()
    {
        int words = (_end >> 3) + 1;
        if (words <= _words.Length)
        {
            return;
        }

        int length = Math.Max(words, _words.Length * 2);
        Array.Resize(ref _words, length);
        Array.Resize(ref _shadow, length);
        Array.Resize(ref _wordEpoch, length);
        Array.Resize(ref _shadowEpoch, length);
    }
}
