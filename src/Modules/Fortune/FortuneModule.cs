using Smp.Kernel;
using Smp.Machine;

namespace Smp.Modules;

/// <summary>What fortune.c and its corrected twin have in common: names, variables, and what a scenario may look at.</summary>
public abstract class FortuneModule : KernelModule
{
    /// <summary>The name of the file in /proc.</summary>
    public const string ProcEntryName = "fortune";

    /// <summary>Bytes of the pot: a page.</summary>
    public const int MaxCookieLength = 4096;

    /// <summary>rw-r--r--.</summary>
    protected const int Mode = 0x1a4;

    /// <summary>The module, not loaded yet.</summary>
    protected FortuneModule(LinuxKernel kernel)
        : base(kernel, ProcEntryName)
    {
        DeclareVmalloc(MaxCookieLength);
        CookiePot = Pointer("cookie_pot");
        CookieIndex = Variable<int>("cookie_index");
        NextFortune = Variable<int>("next_fortune");
    }

    /// <summary>Where the next cookie goes: for the clauses of a scenario.</summary>
    public int Index => CookieIndex.Inspect();

    /// <summary>cookie_pot.</summary>
    protected Shared<long> CookiePot { get; }

    /// <summary>cookie_index.</summary>
    protected Shared<int> CookieIndex { get; }

    /// <summary>next_fortune.</summary>
    protected Shared<int> NextFortune { get; }

    /// <summary>Lets the module have been written to and read up to here already, while the stage is being built.</summary>
    /// <param name="index">cookie_index.</param>
    /// <param name="next">next_fortune.</param>
    public void StartFrom(int index, int next = 0)
    {
        CookieIndex.Initialise(index);
        NextFortune.Initialise(next);
    }

    /// <summary>Whether a cookie stands somewhere in the pot: for the clauses of a scenario.</summary>
    public bool Holds(char cookie)
    {
        var pot = new Address((int)CookiePot.Inspect());
        for (int i = 0; i < Index; i++)
        {
            if (At<byte>(pot + i).Inspect() == cookie)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>cookie_pot, followed.</summary>
    protected async KTask<Address> Pot(string function) => new((int)await CookiePot.Load(function: function));
}
