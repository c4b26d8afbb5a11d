namespace Smp.Machine;

public sealed partial class KernelMemory
{
    private readonly List<Region> _regions = [];
    private readonly List<Region> _labels = [];

    /// <summary>All regions, by address.</summary>
    public IReadOnlyList<Region> Regions => _regions;

    /// <summary>The region at or just before <paramref name="address"/>; null below the first one.</summary>
    public Region? RegionNear(Address address)
    {
        Region? best = null;
        foreach (var region in _regions)
        {
            if (region.Start.Value <= address.Value)
            {
                best = region;
            }
        }

        return best;
    }

    /// <summary>Names a stretch of the heap for reports; while a stage is built or a run is recorded.</summary>
    public void Label(Address start, int size, string name, string owner = "")
    {
        foreach (var label in _labels)
        {
            if (label.Start == start && label.Name == name)
            {
                return;
            }
        }

        _labels.Add(new Region(start, size, name, RegionKind.Heap, owner));
    }

    /// <summary>The region or labelled stretch an address lies in; null if it lies in none.</summary>
    public Region? RegionOf(Address address)
    {
        Region? best = RegionNear(address) is { } region && region.Contains(address) ? region : null;
        foreach (var label in _labels)
        {
            if (label.Contains(address) && (best is null || label.Size < best.Size))
            {
                best = label;
            }
        }

        return best;
    }

    /// <summary>The name of an address in a report: the symbol it lies in, or bare hexadecimal.</summary>
    public string NameOf(Address address)
    {
        if (address.IsNull)
        {
            return "NULL";
        }

        if (RegionOf(address) is { } exact)
        {
            return exact.Describe(address);
        }

        var region = RegionNear(address);
        return region is not null && address.Value < region.Start.Value + region.Size + Gap ? region.Describe(address) : address.ToString();
    }
}
