using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A struct workqueue_struct on the heap: a list of works for each CPU, and who waits for works to be done. What its
/// threads are doing stands in its <see cref="WorkerPool"/>.
/// </summary>
internal readonly struct WorkqueueStruct
{
    private const int Bytes = 8;
    private const int QueueWord = 3;
    private const int ListWord = 5;

    private readonly LinuxKernel _kernel;

    /// <summary>The names of its words but for the lists, of which each CPU has one.</summary>
    private static readonly string[] s_fields = ["", "insert_sequence", "flags", "work_done", "work_done.prev"];

    internal WorkqueueStruct(LinuxKernel kernel, Address address)
    {
        _kernel = kernel;
        Address = address;
    }

    internal Address Address { get; }

    /// <summary>The names of its words, for reports.</summary>
    internal static IReadOnlyList<string> FieldsOn(int cpus) => [.. s_fields, .. Enumerable.Range(0, cpus).Select(cpu => $"worklist[{cpu}]")];

    internal static int SizeOn(int cpus) => (ListWord + cpus) * Bytes;

    internal int Size => SizeOn(_kernel.Cpus.Length);

    /// <summary>The threads, by number.</summary>
    internal int Pool
    {
        get => (int)Memory.Peek(Address);
        set => Memory.Poke(Address, value);
    }

    /// <summary>insert_sequence: how many works were ever put on its lists.</summary>
    internal long Inserted
    {
        get => Memory.Peek(Address + Bytes);
        set => Memory.Poke(Address + Bytes, value);
    }

    /// <summary>__WQ_DRAINING of 6.8.</summary>
    internal bool IsDraining
    {
        get => Memory.Peek(Address + (2 * Bytes)) != 0;
        set => Memory.Poke(Address + (2 * Bytes), value ? 1 : 0);
    }

    /// <summary>work_done.</summary>
    internal WaitQueueHead Done => new(_kernel, Address + (QueueWord * Bytes));

    private KernelMemory Memory => _kernel.Computer.Memory;

    /// <summary>The first work for a CPU; its address if the list is empty is NULL.</summary>
    internal WorkStruct First(int cpu) => new(_kernel, new Address((int)Memory.Peek(ListOf(cpu))));

    /// <summary>list_add_tail.</summary>
    internal void Add(WorkStruct work, int cpu)
    {
        var link = ListOf(cpu);
        for (var at = First(cpu); !at.Address.IsNull; at = new WorkStruct(_kernel, at.Next))
        {
            link = NextOf(at);
        }

        work.Next = Address.Null;
        work.Sequence = ++Inserted;
        Memory.Poke(link, work.Address.Value);
    }

    /// <summary>list_del: whether the work was on a list of the queue.</summary>
    internal bool Remove(WorkStruct work)
    {
        for (int cpu = 0; cpu < _kernel.Cpus.Length; cpu++)
        {
            var link = ListOf(cpu);
            for (var at = First(cpu); !at.Address.IsNull; at = new WorkStruct(_kernel, at.Next))
            {
                if (at.Address == work.Address)
                {
                    Memory.Poke(link, work.Next.Value);
                    work.Next = Address.Null;
                    work.Sequence = 0;
                    return true;
                }

                link = NextOf(at);
            }
        }

        return false;
    }

    private static Address NextOf(WorkStruct work) => work.Address + (TimerList.Size + Bytes);

    private Address ListOf(int cpu) => Address + ((ListWord + cpu) * Bytes);
}
