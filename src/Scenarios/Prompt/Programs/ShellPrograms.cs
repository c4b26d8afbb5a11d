namespace Smp.Scenarios;

/// <summary>The programs that the prompt can start, by name.</summary>
public sealed class ShellPrograms
{
    private readonly SortedDictionary<string, ShellProgram> _programs = new(StringComparer.Ordinal);

    /// <summary>Those that come with Smp.</summary>
    public ShellPrograms()
    {
        Add(new Cat());
        Add(new Dmesg());
        Add(new Echo());
        Add(new Insmod());
        Add(new Kill());
        Add(new Lsmod());
        Add(new Rmmod());
    }

    /// <summary>All of them, by name.</summary>
    public IEnumerable<ShellProgram> All => _programs.Values;

    /// <summary>The program of a name; null if there is none.</summary>
    public ShellProgram? Find(string name) => _programs.GetValueOrDefault(name);

    /// <summary>Adds a program.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public void Add(ShellProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        _programs.Add(program.Name, program);
    }
}
