using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Where vmalloc maps pages: whole pages, nothing mapped before them and a guard page behind, so that an access just
/// beyond either end is a page fault. A module says when it is made what it will ask for (<see cref="Declare"/>).
/// </summary>
/// <remarks>
/// After mm/vmalloc.c of 2.6.11 (__get_vm_area adds a page to every area; __vunmap). Addresses are not used again in a
/// run, so that a stale pointer meets pages that are unmapped.
/// </remarks>
public sealed class VmallocSpace
{
    /// <summary>Bytes of a page.</summary>
    public const int PageSize = 4096;

    private readonly LinuxKernel _kernel;
    private readonly List<VmallocArea> _areas = [];

    internal VmallocSpace(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>Sets addresses aside for one vmalloc of up to <paramref name="size"/> bytes, while the machine is being built.</summary>
    internal void Declare(KernelModule owner, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var memory = _kernel.Computer.Memory;
        string name = $"{owner.Name} vmalloc";
        int pages = (size + PageSize - 1) / PageSize * PageSize;
        var before = memory.Allocate(pages + (2 * PageSize), $"addresses of {name}", RegionKind.Heap, owner.Name, Shadow.None);
        var behind = before + PageSize + pages;
        memory.Label(before, PageSize, $"unmapped page before {name}", owner.Name, kind: RegionKind.Unmapped);
        memory.Label(behind, PageSize, $"guard page behind {name}", owner.Name, kind: RegionKind.Unmapped);
        _areas.Add(new VmallocArea(memory, owner, before + PageSize, pages, memory.Allocate(8, $"vm_struct of {name}", RegionKind.Control)));
    }

    /// <summary>The first area that a module still has mapped; null if it has none. Inside a step.</summary>
    internal VmallocArea? FirstOf(KernelModule module)
    {
        foreach (var area in _areas)
        {
            if (area.Owner == module && area.IsMapped)
            {
                return area;
            }
        }

        return null;
    }

    /// <summary>The area that begins at an address and is mapped; null if there is none. Inside a step.</summary>
    internal VmallocArea? Find(Address start)
    {
        foreach (var area in _areas)
        {
            if (area.Start == start && area.IsMapped)
            {
                return area;
            }
        }

        return null;
    }

    /// <summary>The first area of a module that was never used in this run and has room. Inside a step.</summary>
    internal VmallocArea TakeUnused(KernelModule module, int size)
    {
        foreach (var area in _areas)
        {
            if (area.Owner == module && area.IsFresh && size <= area.Pages)
            {
                return area;
            }
        }

        throw new MachineException($"{module.Name}: vmalloc({size}) is more than it declared in its constructor (DeclareVmalloc)");
    }
}

/// <summary>One area of vmalloc's addresses; its one word says how many bytes of it are mapped.</summary>
/// <param name="Memory">The machine's memory.</param>
/// <param name="Owner">The module that declared it.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="Pages">Bytes of its pages.</param>
/// <param name="Word">0 while it has never been used, the number of bytes while it is mapped, -1 when it has been freed.</param>
internal sealed record VmallocArea(KernelMemory Memory, KernelModule Owner, Address Start, int Pages, Address Word)
{
    internal bool IsFresh => Memory.Peek(Word) == 0;

    internal bool IsMapped => Memory.Peek(Word) > 0;

    /// <summary>How many bytes were asked for.</summary>
    internal long Size => Memory.Peek(Word);

    internal void Map(int size)
    {
        Memory.Poke(Word, size);
        Memory.SetShadow(Start, size, Shadow.Uninitialised);
    }

    internal void Unmap()
    {
        Memory.SetShadow(Start, (int)Size, Shadow.Freed);
        Memory.Poke(Word, -1);
    }
}
