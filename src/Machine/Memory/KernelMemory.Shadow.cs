using System.Runtime.CompilerServices;

namespace Smp.Machine;

public sealed partial class KernelMemory
{
    /// <summary>Changes what the shadow says of a range: allocation, free, unload.</summary>
    public void SetShadow(Address start, int size, Shadow shadow)
    {
        for (int i = 0; i < size; i++)
        {
            int at = start.Value + i;
            if (_footprint.On && (i == 0 || (at & 7) == 0))
            {
                _footprint.AddShadow(new Address(at));
            }

            int index = at >> 3;
            int shift = (at & 7) * 8;
            ulong word = (_shadow[index] & ~(0xFFUL << shift)) | ((ulong)shadow << shift);
            SetShadowWord(index, word);
        }
    }

    /// <summary>The shadow of one byte.</summary>
    public Shadow ShadowOf(Address address)
    {
        int index = address.Value >> 3;
        return (uint)index < (uint)_shadow.Length ? (Shadow)(byte)(_shadow[index] >> ((address.Value & 7) * 8)) : Shadow.None;
    }

    /// <summary>A whole word and its shadow, as no access of anybody.</summary>
    internal (ulong Value, ulong Shadow) LookAt(Address word)
        => (uint)(word.Value >> 3) < (uint)_words.Length ? (_words[word.Value >> 3], _shadow[word.Value >> 3]) : default;

    /// <summary>Whether all of <paramref name="size"/> bytes are live, and written if <paramref name="initialised"/> is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsAccessible(Address address, int size, bool initialised)
    {
        int index = address.Value >> 3;
        if ((uint)index >= (uint)_shadow.Length)
        {
            return false;
        }

        ulong shadow = _shadow[index] >> ((address.Value & 7) * 8);
        ulong live = 0x0101010101010101UL >> (64 - (size * 8));
        ulong mask = live * 0xFF;
        return (shadow & mask) == live || (!initialised && IsLive(shadow & mask, live));
    }

    /// <summary>The same for a range of any length and alignment.</summary>
    public bool IsRangeAccessible(Address start, int size, bool initialised)
    {
        for (int i = 0; i < size; i++)
        {
            if (!IsAccessible(start + i, 1, initialised))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How an access that <see cref="IsAccessible"/> refuses went wrong.</summary>
    public FaultKind Classify(Address address, int size)
    {
        if (address.Value < FirstAddress || address.Value >= _end)
        {
            return FaultKind.BadAddress;
        }

        var kind = FaultKind.Uninitialised;
        for (int i = 0; i < size; i++)
        {
            switch (ShadowOf(address + i))
            {
                case Shadow.Freed:
                    return FaultKind.UseAfterFree;
                case Shadow.None:
                    kind = FaultKind.OutOfBounds;
                    break;
            }
        }

        return kind;
    }

    private static bool IsLive(ulong shadow, ulong live)
    {
        ulong initialised = shadow & live;
        ulong uninitialised = (shadow >> 1) & live;
        return (initialised ^ uninitialised) == live && (shadow & ~(live * 3)) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void MarkWritten(Address address, int size)
    {
        int index = address.Value >> 3;
        ulong mask = (0x0101010101010101UL >> (64 - (size * 8))) << ((address.Value & 7) * 8);
        ulong shadow = _shadow[index];
        ulong fresh = (shadow >> 1) & ~shadow & mask;
        if (fresh != 0)
        {
            SetShadowWord(index, (shadow & ~(fresh << 1)) | fresh);
        }
    }

    private void SetShadowWord(int index, ulong value)
    {
        ulong old = _shadow[index];
        if (old == value)
        {
            return;
        }

        if (_shadowEpoch[index] != _epoch)
        {
            _shadowEpoch[index] = _epoch;
            Log(~index, old);
        }

        _shadow[index] = value;
        if (KeepsIdentity)
        {
            UpdateHash(~index, old, value);
        }
    }
}
