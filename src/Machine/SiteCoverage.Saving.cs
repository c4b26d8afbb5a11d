namespace Smp.Machine;

public sealed partial class SiteCoverage
{
    /// <summary>Writes down all that was noted.</summary>
    public void Write(BinaryWriter to)
    {
        ArgumentNullException.ThrowIfNull(to);
        to.Write(Schedule);
        to.Write(IsPartial);
        to.Write(_sites.Count);
        for (int i = 1; i < _sites.Count; i++)
        {
            to.Write(_sites[i].File);
            to.Write(_sites[i].Line);
            to.Write(_sites[i].Function);
            to.Write(_first[i]);
        }

        for (int i = 1; i < _sites.Count; i++)
        {
            for (int j = 1; j < _sites.Count; j++)
            {
                to.Write(_orders[(i * MaxSites) + j]);
            }
        }

        to.Write(_choices.Count);
        foreach (var (key, first) in _choices)
        {
            to.Write(key.Site);
            to.Write((int)key.Operation);
            to.Write(key.Count);
            foreach (long number in first)
            {
                to.Write(number);
            }
        }
    }

    /// <summary>Notes all that was written down, and nothing else.</summary>
    public void Read(BinaryReader from)
    {
        ArgumentNullException.ThrowIfNull(from);
        Clear();
        Schedule = from.ReadInt64();
        bool isPartial = from.ReadBoolean();
        int sites = from.ReadInt32();
        for (int i = 1; i < sites; i++)
        {
            int index = Index(new Site(from.ReadString(), from.ReadInt32(), from.ReadString()));
            _first[index] = from.ReadInt64();
        }

        for (int i = 1; i < sites; i++)
        {
            for (int j = 1; j < sites; j++)
            {
                _orders[(i * MaxSites) + j] = from.ReadInt64();
            }
        }

        for (int i = from.ReadInt32(); i > 0; i--)
        {
            var key = (from.ReadInt32(), (Operation)from.ReadInt32(), from.ReadInt32());
            var first = new long[key.Item3];
            for (int value = 0; value < first.Length; value++)
            {
                first[value] = from.ReadInt64();
            }

            _choices.Add(key, first);
        }

        IsPartial = isPartial;
    }
}
