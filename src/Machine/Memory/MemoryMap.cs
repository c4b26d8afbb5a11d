namespace Smp.Machine;

/// <summary>What lies where in memory, by name: kept with a recording, since the heap's names are those of its run.</summary>
internal sealed class MemoryMap
{
    private const int Gap = 16;
    private readonly IReadOnlyList<Region> _labels;
    private readonly IReadOnlyDictionary<int, string> _places;

    internal MemoryMap(IReadOnlyList<Region> regions, IReadOnlyList<Region> labels, IReadOnlyDictionary<int, string> places)
    {
        Regions = regions;
        _labels = labels;
        _places = places;
    }

    internal IReadOnlyList<Region> Regions { get; }

    internal Region? RegionOf(Address address) => RegionOf(Regions, _labels, address);

    internal string NameOf(Address address) => _places.TryGetValue(address.Value, out string? place) ? place : NameOf(Regions, _labels, address);

    /// <summary>What a value points to, if it is the address of a function or the beginning of a named object.</summary>
    internal string? PointeeOf(long value)
    {
        var address = new Address((int)value);
        if (value is <= 0 or > int.MaxValue || _places.ContainsKey(address.Value))
        {
            return value is <= 0 or > int.MaxValue ? null : _places[address.Value];
        }

        return RegionOf(address) is { } region && region.Start == address && region.Kind != RegionKind.Control ? $"&{region.Name}" : null;
    }

    /// <summary>The labelled stretch that ends before an address in the same region: what an access past its end was meant for.</summary>
    internal Region? LabelBefore(Address address)
    {
        var region = Near(Regions, address);
        Region? best = null;
        foreach (var label in _labels)
        {
            bool isHere = region is not null && region.Contains(label.Start) && label.Start.Value <= address.Value;
            if (isHere && (best is null || label.Start.Value > best.Start.Value))
            {
                best = label;
            }
        }

        return best;
    }

    /// <summary>The smallest region or label that holds the address.</summary>
    internal static Region? RegionOf(IReadOnlyList<Region> regions, IReadOnlyList<Region> labels, Address address)
    {
        Region? best = Near(regions, address) is { } region && region.Contains(address) ? region : null;
        foreach (var label in labels)
        {
            if (label.Contains(address) && (best is null || label.Size < best.Size))
            {
                best = label;
            }
        }

        return best;
    }

    internal static string NameOf(IReadOnlyList<Region> regions, IReadOnlyList<Region> labels, Address address)
    {
        if (address.IsNull)
        {
            return "NULL";
        }

        if (RegionOf(regions, labels, address) is { } exact)
        {
            return exact.Describe(address);
        }

        var region = Near(regions, address);
        return region is not null && address.Value < region.Start.Value + region.Size + Gap ? region.Describe(address) : address.ToString();
    }

    /// <summary>The region at or just before an address; null below the first one.</summary>
    internal static Region? Near(IReadOnlyList<Region> regions, Address address)
    {
        Region? best = null;
        foreach (var region in regions)
        {
            if (region.Start.Value <= address.Value)
            {
                best = region;
            }
        }

        return best;
    }
}
