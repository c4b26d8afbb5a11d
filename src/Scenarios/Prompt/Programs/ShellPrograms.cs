namespace Smp.Scenarios;

/// <summary>The programs that the prompt can start, by name.</summary>
public sealed class ShellPrograms
{
    private readonly SortedDictionary<string, ShellProgram> _programs = new(StringComparer.Ordinal);

    /// <summary>Those that come with Smp.</summary>
    public ShellPrograms()
    {
        Add(new Cat());
        Add(new CatNoblock());
        Add(new Dd());
        Add(new Dmesg());
        Add(new Echo());
        Add(new TrueProgram("false", "fails", status: 1));
        Add(new Grep());
        Add(new Head());
        Add(new Insmod());
        Add(new IoctlUser());
        Add(new Kill());
        Add(new Ls());
        Add(new Lsmod());
        Add(new Mknod());
        Add(new ModinfoProgram());
        Add(new Ps());
        Add(new Rm());
        Add(new Rmmod());
        Add(new SleepProgram());
        Add(new TrueProgram("sync", "writes to the disk what is not there yet", status: 0));
        Add(new Tail());
        Add(new TrueProgram("true", "succeeds", status: 0));
        Add(new Uname());
        Add(new Wc());
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
