using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>
/// hello-5.c of the Linux Kernel Module Programming Guide (chapter 2), as printed: takes arguments of five kinds from insmod
/// and says what they are.
/// </summary>
/// <remarks>The corrected twin is <see cref="Hello5Fixed"/>. What is wrong with this one: H5-1.</remarks>
public class Hello5 : KernelModule
{
    private const int RootReadsAndWrites = 0x180;
    private const int GroupReadsAndWrites = 0x30;
    private const int EverybodyReads = 0x24;
    private const int RootReads = 0x100;

    private readonly Shared<short> _myshort;
    private readonly Shared<int> _myint;
    private readonly Shared<long> _mylong;
    private readonly Shared<long> _mystring;
    private readonly SharedArray<int> _myintArray;
    private readonly Shared<int> _arrArgc;

    /// <summary>The module, not loaded yet.</summary>
    public Hello5(LinuxKernel kernel)
        : this(kernel, RootReadsAndWrites | GroupReadsAndWrites, RootReadsAndWrites | EverybodyReads)
    {
    }

    /// <summary>The module with other permission bits for the two files that somebody may write to.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="myshortMode">Those of myshort.</param>
    /// <param name="myintMode">Those of myint.</param>
    protected Hello5(LinuxKernel kernel, int myshortMode, int myintMode)
        : base(kernel, "hello_5")
    {
        ModuleLicense("GPL");
        ModuleAuthor("Peter Jay Salzman");
        _myshort = ModuleParam("myshort", ParameterType.Short, (short)1, myshortMode);
        ModuleParmDesc("myshort", "A short integer");
        _myint = ModuleParam("myint", ParameterType.Int, 420, myintMode);
        ModuleParmDesc("myint", "An integer");
        _mylong = ModuleParam("mylong", ParameterType.Long, 9999L, RootReads);
        ModuleParmDesc("mylong", "A long integer");
        _mystring = ModuleParamCharp("mystring", "blah", 0);
        ModuleParmDesc("mystring", "A character string");
        _arrArgc = Variable<int>("arr_argc");
        _myintArray = ModuleParamArray("myintArray", ParameterType.Int, [-1, -1], _arrArgc, 0);
        ModuleParmDesc("myintArray", "An array of integers");
    }

    /// <summary>What myint is now: for the clauses of a scenario.</summary>
    public int MyInt => _myint.Inspect();

    /// <summary>Each parameter is loaded once, between calls of printk: what the source says.</summary>
    public override CompiledTable? AsCompiled => CompiledTable.Unchanged("gcc 12.2 -O2");

    /// <summary>hello_5_init.</summary>
    public override async KTask<int> InitModule()
    {
        Printk(KernLevel.Info, "Hello, world 5\n=============\n");
        Printk(KernLevel.Info, $"myshort is a short integer: {await _myshort.Load()}\n");
        Printk(KernLevel.Info, $"myint is an integer: {await _myint.Load()}\n");
        Printk(KernLevel.Info, $"mylong is a long integer: {await _mylong.Load()}\n");
        Printk(KernLevel.Info, $"mystring is a string: {await LoadString(new Address((int)await _mystring.Load()))}\n");
        for (int i = 0; i < _myintArray.Length; i++)
        {
            Printk(KernLevel.Info, $"myintArray[{i}] = {await _myintArray[i].Load()}\n");
        }

        Printk(KernLevel.Info, $"got {await _arrArgc.Load()} arguments for myintArray.\n");
        return 0;
    }

    /// <summary>hello_5_exit.</summary>
    public override KTask CleanupModule()
    {
        Printk(KernLevel.Info, "Goodbye, world 5\n");
        return KTask.Completed;
    }
}
