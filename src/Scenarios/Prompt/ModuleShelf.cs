using System.Reflection;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>
/// The module files that lie about for insmod: each module of the catalogue under the name that its document gives the file,
/// its corrected twin with <c>-fixed</c> behind it. Where two documents have a file of one name, the kernel decides whose it is.
/// </summary>
public sealed class ModuleShelf
{
    private const string Fixed = "_fixed";

    private readonly SortedDictionary<string, Func<LinuxKernel, KernelModule>> _files = new(StringComparer.Ordinal);

    private readonly KernelProfile _profile;

    /// <summary>The files for a kernel.</summary>
    public ModuleShelf(KernelProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        _profile = profile;
        AddHello();
        AddDevices();
        if (profile.Generation == KernelGeneration.V68)
        {
            AddModernProcfs();
        }
        else
        {
            AddProcfs();
        }
    }

    /// <summary>The names of the files, without path and ending, a <c>_</c> for each <c>-</c>.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>
    /// The file that a word means, as <see cref="Names"/> has it: with or without path, <c>.ko</c> or <c>.o</c>, <c>-</c> or
    /// <c>_</c>, and <c>.fixed</c> for <c>-fixed</c>; null if there is none.
    /// </summary>
    public string? Find(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        string name = word[(word.LastIndexOf('/') + 1)..];
        foreach (string ending in (string[])[".ko", ".o"])
        {
            name = name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
        }

        name = name.Replace('-', '_').Replace('.', '_');
        return _files.ContainsKey(name) ? name : null;
    }

    /// <summary>Adds a module of somebody's own.</summary>
    /// <param name="file">The name of its file, without path and ending.</param>
    /// <param name="make">Makes it.</param>
    public void Add(string file, Func<LinuxKernel, KernelModule> make)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(make);
        _files[file.Replace('-', '_')] = make;
    }

    /// <summary>
    /// Adds the modules of somebody's own assembly: those that are made from a kernel alone. A file is called as its module is, with
    /// <c>-fixed</c> where the class's name ends so.
    /// </summary>
    public void AddModulesOf(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var type in assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(KernelModule)) && !type.IsAbstract))
        {
            if (type.GetConstructor([typeof(LinuxKernel)]) is { } constructor)
            {
                Func<LinuxKernel, KernelModule> make = kernel => (KernelModule)constructor.Invoke([kernel]);
                using var computer = new Computer();
                string name = make(new LinuxKernel(computer, _profile)).Name;
                Add(type.Name.EndsWith("Fixed", StringComparison.Ordinal) ? name + Fixed : name, make);
            }
        }
    }

    /// <summary>Makes all of them, while a computer is being built.</summary>
    internal void Fill(LinuxKernel kernel)
    {
        foreach (var (file, make) in _files)
        {
            kernel.Loader.NameFile(make(kernel), file);
        }
    }

    private void Pair(string file, Func<LinuxKernel, KernelModule> buggy, Func<LinuxKernel, KernelModule> corrected)
    {
        Add(file, buggy);
        Add(file + Fixed, corrected);
    }

    private void AddHello()
    {
        Add("hello_1", k => new Hello1(k));
        Add("hello_2", k => new Hello2(k));
        Add("hello_3", k => new Hello3(k));
        Add("hello_4", k => new Hello4(k));
        Pair("hello_5", k => new Hello5(k), k => new Hello5Fixed(k));
        Add("startstop", k => new StartStop(k));
        Add("simple_lkm", k => new SimpleLkm(k));
        Add("hello_provider", k => new HelloProvider(k));
        Add("hello_user", k => new HelloUser(k));
        Pair("ready_too_soon", k => new ReadyTooSoon(k), k => new ReadyTooSoonFixed(k));
    }

    private void AddDevices()
    {
        Pair("chardev", k => new Chardev(k), k => new ChardevFixed(k));
        Pair("chardev_ioctl", k => new ChardevIoctl(k), k => new ChardevIoctlFixed(k));
        Pair("sleep", k => new Sleep(k), k => new SleepFixed(k));
        Pair("sched", k => new Sched(k), k => new SchedFixed(k));
        Pair("syscall", k => new SyscallSpy(k, "syscall"), k => new SyscallSpyFixed(k, "syscall"));
        Pair("intrpt", k => new Intrpt(k), k => new IntrptFixed(k));

        // As a linker happens to place it: nothing behind its one byte is anybody's, so that its LEDs can be seen to blink.
        Pair("kbleds", k => new KbledsWithRoom(k), k => new KbledsFixed(k));
        Pair("print_string", k => new PrintString(k), k => new PrintStringFixed(k));
        Pair("fortune", k => new Fortune(k), k => new FortuneFixed(k));
        Pair("simacc", k => new Simacc(k), k => new SimaccFixed(k));
    }

    /// <summary>The chapters on /proc of the guide for 2.6.</summary>
    private void AddProcfs()
    {
        Pair("procfs1", k => new Procfs1(k), k => new Procfs1Fixed(k));
        Pair("procfs2", k => new Procfs2(k), k => new Procfs2Fixed(k));
        Pair("procfs3", k => new Procfs3(k), k => new Procfs3Fixed(k));
        Pair("procfs4", k => new Procfs4(k), k => new Procfs4Fixed(k));
    }

    /// <summary>The same chapters of the guide for later kernels.</summary>
    private void AddModernProcfs()
    {
        Pair("procfs1", k => new ModernProcfs1(k, "procfs1"), k => new ModernProcfs1Fixed(k, "procfs1"));
        Pair("procfs2", k => new ModernProcfs2(k, "procfs2"), k => new ModernProcfs2Fixed(k, "procfs2"));
        Pair("procfs3", k => new ModernProcfs3(k, "procfs3"), k => new ModernProcfs3Fixed(k, "procfs3"));
        Pair("procfs4", k => new ModernProcfs4(k, "procfs4"), k => new ModernProcfs4Fixed(k, "procfs4"));
    }
}
