namespace Smp.Machine;

public sealed partial class KernelMemory
{
    private readonly List<Region> _regions = [];
    private readonly List<Region> _labels = [];
    private readonly Dictionary<int, string> _places = [];
    private int _stageLabels;

    /// <summary>All regions, by address.</summary>
    public IReadOnlyList<Region> Regions => _regions;

    /// <summary>The region at or just before <paramref name="address"/>; null below the first one.</summary>
    public Region? RegionNear(Address address) => MemoryMap.Near(_regions, address);

    /// <summary>Names a stretch of the heap, and its words, for reports; while a stage is built or a run is recorded.</summary>
    public void Label(
        Address start, int size, string name, string owner = "", IReadOnlyList<string>? fields = null, RegionKind kind = RegionKind.Heap)
    {
        foreach (var label in _labels)
        {
            if (label.Start == start && label.Name == name)
            {
                return;
            }
        }

        _labels.Add(new Region(start, size, name, kind, owner) { Fields = fields ?? [] });
    }

    /// <summary>The region or labelled stretch an address lies in; null if it lies in none.</summary>
    public Region? RegionOf(Address address) => MemoryMap.RegionOf(_regions, _labels, address);

    /// <summary>The name of an address in a report: the symbol it lies in, or bare hexadecimal.</summary>
    public string NameOf(Address address)
        => _places.TryGetValue(address.Value, out string? place) ? place : MemoryMap.NameOf(_regions, _labels, address);

    /// <summary>Names one address for reports (a function, an element of a table), while the computer is being built.</summary>
    public void NamePlace(Address address, string name) => _places[address.Value] = name;

    /// <summary>All names as they are now.</summary>
    internal MemoryMap Map() => new([.. _regions], [.. _labels], _places);
}
