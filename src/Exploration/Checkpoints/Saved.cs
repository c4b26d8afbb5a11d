using Smp.Machine;

namespace Smp.Exploration;

/// <summary>The pieces of a hunt as bytes, and back.</summary>
internal static class Saved
{
    internal static void Write(BinaryWriter to, SearchOutcome outcome)
    {
        to.Write(outcome.Strategy);
        to.Write(outcome.Reduction);
        to.Write(outcome.Schedules);
        to.Write(outcome.Steps);
        to.Write(outcome.TooLong);
        to.Write(outcome.States);
        to.Write(outcome.Reached);
        to.Write(outcome.Explored ?? double.NaN);
        to.Write(outcome.Complete ?? -1);
        to.Write(outcome.IsExhaustive);
        outcome.Hits.Write(to);
        to.Write(outcome.Coverage is not null);
        outcome.Coverage?.Write(to);
    }

    internal static SearchOutcome ReadOutcome(BinaryReader from)
    {
        var outcome = new SearchOutcome(from.ReadString())
        {
            Reduction = from.ReadString(),
            Schedules = from.ReadInt64(),
            Steps = from.ReadInt64(),
            TooLong = from.ReadInt64(),
            States = from.ReadInt64(),
            Reached = from.ReadUInt64(),
        };
        double explored = from.ReadDouble();
        outcome.Explored = double.IsNaN(explored) ? null : explored;
        long complete = from.ReadInt64();
        outcome.Complete = complete < 0 ? null : complete;
        outcome.IsExhaustive = from.ReadBoolean();
        outcome.Hits.Read(from);
        if (from.ReadBoolean())
        {
            outcome.Coverage = new SiteCoverage();
            outcome.Coverage.Read(from);
        }

        return outcome;
    }

    internal static void Write(BinaryWriter to, Finding finding)
    {
        to.Write(finding.Detector);
        to.Write(finding.Kind);
        to.Write(finding.Subject);
        to.Write(finding.Message);
        to.Write(finding.Agent);
        to.Write(finding.Object.Value);
        to.Write(finding.Size);
        to.Write(finding.Fault is not null);
        if (finding.Fault is { } fault)
        {
            to.Write((int)fault.Kind);
            to.Write(fault.Agent);
            to.Write((int)fault.Operation);
            to.Write(fault.Address.Value);
            to.Write(fault.Size);
            to.Write(fault.Line);
        }

        to.Write(finding.Other is not null);
        if (finding.Other is { } other)
        {
            to.Write(other.Agent);
            to.Write(other.Line);
            to.Write(other.IsWrite);
        }
    }

    internal static Finding ReadFinding(BinaryReader from)
    {
        var finding = new Finding(from.ReadString(), from.ReadString(), from.ReadString(), from.ReadString(), from.ReadInt32())
        {
            Object = new Address(from.ReadInt32()),
            Size = from.ReadInt32(),
        };
        if (from.ReadBoolean())
        {
            finding = finding with
            {
                Fault = new Fault(
                    (FaultKind)from.ReadInt32(),
                    from.ReadInt32(),
                    (Operation)from.ReadInt32(),
                    new Address(from.ReadInt32()),
                    from.ReadInt32(),
                    from.ReadInt32()),
            };
        }

        if (from.ReadBoolean())
        {
            finding = finding with { Other = new OtherAccess(from.ReadInt32(), from.ReadInt32(), from.ReadBoolean()) };
        }

        return finding;
    }

    internal static void Write(BinaryWriter to, ReadOnlySpan<int> numbers)
    {
        to.Write7BitEncodedInt(numbers.Length);
        foreach (int number in numbers)
        {
            to.Write7BitEncodedInt(number);
        }
    }

    internal static int[] ReadNumbers(BinaryReader from)
    {
        var numbers = new int[from.Read7BitEncodedInt()];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = from.Read7BitEncodedInt();
        }

        return numbers;
    }

    internal static void Write(BinaryWriter to, ReadOnlySpan<ulong> words)
    {
        to.Write7BitEncodedInt(words.Length);
        foreach (ulong word in words)
        {
            to.Write(word);
        }
    }

    internal static ulong[] ReadWords(BinaryReader from)
    {
        var words = new ulong[from.Read7BitEncodedInt()];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = from.ReadUInt64();
        }

        return words;
    }

    internal static void Write(BinaryWriter to, Identity key)
    {
        to.Write(key.High);
        to.Write(key.Low);
    }

    internal static Identity ReadIdentity(BinaryReader from) => new(from.ReadUInt64(), from.ReadUInt64());

    internal static void Write(BinaryWriter to, ReadOnlySpan<(int Count, int Chosen)> values)
    {
        to.Write7BitEncodedInt(values.Length);
        foreach (var (count, chosen) in values)
        {
            to.Write7BitEncodedInt(count);
            to.Write7BitEncodedInt(chosen);
        }
    }

    internal static (int Count, int Chosen)[] ReadValues(BinaryReader from)
    {
        var values = new (int, int)[from.Read7BitEncodedInt()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (from.Read7BitEncodedInt(), from.Read7BitEncodedInt());
        }

        return values;
    }
}
