using Smp.Machine;

namespace Smp.Diagnostics;

/// <summary>
/// Who can come after an access: agents and synchronisation objects, each a bit of a set. The bit an object gets depends
/// on when it was first met, so nothing that leaves the detector may depend on bits.
/// </summary>
internal sealed class DataRaceMembers
{
    private const int BitsPerWord = 64;
    private readonly Dictionary<int, int> _bits = [];
    private ulong[] _names = new ulong[BitsPerWord];
    private int _count;

    internal DataRaceMembers(int agents)
    {
        _count = agents;
        while (_names.Length < agents)
        {
            Array.Resize(ref _names, _names.Length * 2);
        }

        for (int i = 0; i < agents; i++)
        {
            _names[i] = Hashing.Scramble((ulong)i + 1);
        }
    }

    /// <summary>Words of a set.</summary>
    internal int Words => (_count + BitsPerWord - 1) / BitsPerWord;

    /// <summary>What stands for a member in digests: the same whenever its bit was given.</summary>
    internal ulong NameOf(int bit) => _names[bit];

    internal int BitOf(Address sync)
    {
        if (_bits.TryGetValue(sync.Value, out int bit))
        {
            return bit;
        }

        bit = _count++;
        _bits.Add(sync.Value, bit);
        if (bit == _names.Length)
        {
            Array.Resize(ref _names, bit * 2);
        }

        _names[bit] = Hashing.Scramble(((ulong)(uint)sync.Value << 32) | 1);
        return bit;
    }
}
