using Smp.Machine;

namespace Smp.Tests.Exploration.Programs;

/// <summary>
/// The programs on which papers on partial-order reduction count classes, with one step an access as there: Flanagan and
/// Godefroid, "Dynamic partial-order reduction for model checking software", POPL 2005 (indexer, file system); Abdulla,
/// Aronis, Jonsson, Sagonas, "Optimal dynamic partial order reduction", POPL 2014 (readers, lastzero).
/// </summary>
internal static class ClassicPrograms
{
    /// <summary>One writes a variable, <paramref name="n"/> read it.</summary>
    internal static Computer Readers(int n)
    {
        var computer = new Computer(arenaSize: 64);
        var x = Variable(computer, "x");
        computer.AddAgent("writer", AgentKind.Task, 0, async () => await x.Store(1));
        for (int i = 1; i <= n; i++)
        {
            computer.AddAgent($"reader{i}", AgentKind.Task, i, async () => await x.Load());
        }

        computer.Seal();
        return computer;
    }

    /// <summary>Each of <paramref name="n"/> sets its cell to one more than the cell before; one looks for the last zero from the end.</summary>
    internal static Computer LastZero(int n)
    {
        var computer = new Computer(arenaSize: 64);
        var cells = Enumerable.Range(0, n + 1).Select(i => Variable(computer, $"cell{i}")).ToArray();
        computer.AddAgent("finder", AgentKind.Task, 0, async () =>
        {
            int i = n;
            while (await cells[i].Load() != 0)
            {
                i--;
            }
        });
        for (int i = 1; i <= n; i++)
        {
            int own = i;
            computer.AddAgent($"writer{i}", AgentKind.Task, i, async () =>
            {
                int before = await cells[own - 1].Load();
                await cells[own].Store(before + 1);
            });
        }

        computer.Seal();
        return computer;
    }

    /// <summary>Each of <paramref name="n"/> gives its inode a block, the first free one of 26 from a place of its own; 32 inodes.</summary>
    internal static Computer FileSystem(int n)
    {
        const int Blocks = 26;
        const int Inodes = 32;
        var computer = new Computer(arenaSize: 64);
        var inodes = Enumerable.Range(0, Inodes).Select(i => Variable(computer, $"inode{i}")).ToArray();
        var inodeLocks = Enumerable.Range(0, Inodes).Select(i => computer.Memory.Allocate(8, $"locki{i}", RegionKind.KernelData)).ToArray();
        var busy = Enumerable.Range(0, Blocks).Select(i => Variable(computer, $"busy{i}")).ToArray();
        var blockLocks = Enumerable.Range(0, Blocks).Select(i => computer.Memory.Allocate(8, $"lockb{i}", RegionKind.KernelData)).ToArray();
        for (int t = 0; t < n; t++)
        {
            int thread = t;
            computer.AddAgent($"thread{t}", AgentKind.Task, t, async () =>
            {
                int i = thread % Inodes;
                await Lock(computer, inodeLocks[i], thread);
                if (await inodes[i].Load() == 0)
                {
                    int b = i * 2 % Blocks;
                    while (true)
                    {
                        await Lock(computer, blockLocks[b], thread);
                        if (await busy[b].Load() == 0)
                        {
                            await busy[b].Store(1);
                            await inodes[i].Store(b + 1);
                            await Unlock(computer, blockLocks[b]);
                            break;
                        }

                        await Unlock(computer, blockLocks[b]);
                        b = (b + 1) % Blocks;
                    }
                }

                await Unlock(computer, inodeLocks[i]);
            });
        }

        computer.Seal();
        return computer;
    }

    /// <summary>Each of <paramref name="n"/> puts 4 messages into a hash table of 128 entries.</summary>
    internal static Computer Indexer(int n)
    {
        const int Size = 128;
        const int Messages = 4;
        var computer = new Computer(arenaSize: 64);
        var table = Enumerable.Range(0, Size).Select(i => new Atomic(computer, computer.Memory.Allocate(4, $"table{i}", RegionKind.ModuleData))).ToArray();
        for (int t = 0; t < n; t++)
        {
            int thread = t;
            computer.AddAgent($"thread{t}", AgentKind.Task, t, async () =>
            {
                for (int m = 1; m <= Messages; m++)
                {
                    int message = (m * 11) + thread;
                    int hash = message * 7 % Size;
                    while (await table[hash].CompareExchange(0, message) != 0)
                    {
                        hash = (hash + 1) % Size;
                    }
                }
            });
        }

        computer.Seal();
        return computer;
    }

    private static Shared<int> Variable(Computer computer, string name)
        => new(computer, computer.Memory.Allocate(4, name, RegionKind.ModuleData));

    private static Step<FunctionBody> Lock(Computer computer, Address word, int thread)
    {
        computer.Announce(Operation.Lock, word, new Site("ClassicPrograms.cs", 1, "Lock"), needs: word);
        return new Step<FunctionBody>(computer, new FunctionBody(c => SetLock(c, word, thread + 1)));
    }

    private static Step<FunctionBody> Unlock(Computer computer, Address word)
    {
        computer.Announce(Operation.Unlock, word, new Site("ClassicPrograms.cs", 2, "Unlock"));
        return new Step<FunctionBody>(computer, new FunctionBody(c => SetLock(c, word, 0)));
    }

    private static long SetLock(Computer computer, Address word, long value)
    {
        computer.Memory.Poke(word, value);
        computer.ResourceChanged(word);
        return value;
    }
}
