using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The page that a read_proc function writes to. Of an ordinary one only the beginning is there, which is enough for a line
/// of text; a module that writes more gets whole pages, behind which nothing is, for every reader on the computer.
/// </summary>
/// <remarks>
/// __get_free_page and free_page of proc_file_read, fs/proc/generic.c of 2.6.11. A whole page belongs to a task for as long as
/// the computer runs: the task's next read finds it as one that nobody has written.
/// </remarks>
internal sealed class ReadPages
{
    /// <summary>Bytes of a page.</summary>
    internal const int PageSize = 4096;

    private const int PageThere = 192;
    private const string Name = "page of proc_file_read";

    private readonly LinuxKernel _kernel;

    // Filled before the stage is raised, and never after: what a task's agent has for its page.
    private readonly SortedDictionary<int, Address> _whole = [];
    private readonly List<KernelModule> _wanting = [];

    internal ReadPages(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>A module writes more than a line: readers get whole pages. While the computer is being built.</summary>
    internal void MustBeWhole(KernelModule module) => _wanting.Add(module);

    /// <summary>Sets a page aside for every task there is, if any module wants whole ones. Before the stage programs run.</summary>
    internal void SetAside()
    {
        if (_wanting.Count == 0)
        {
            return;
        }

        foreach (var task in _kernel.Tasks)
        {
            _whole[task.Agent] = _kernel.Computer.Memory.Allocate(PageSize, Name, RegionKind.Heap, shadow: Shadow.Uninitialised);
        }
    }

    /// <summary>__get_free_page(GFP_KERNEL); NULL if there is none.</summary>
    internal async KTask<Address> Get(Site site)
    {
        _kernel.Computer.Announce(Operation.Allocate, Address.Null, site);
        return new Address((int)await new Step<GetBody>(_kernel.Computer, new GetBody(this)));
    }

    /// <summary>free_page.</summary>
    internal async KTask Free(Address page, Site site)
    {
        _kernel.Computer.Announce(Operation.Allocate, page, site, 8);
        await new Step<FreeBody>(_kernel.Computer, new FreeBody(this, page));
    }

    private readonly struct GetBody(ReadPages pages) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (pages._kernel.AllocationFailures.StrikesInProcfs())
            {
                return 0;
            }

            if (pages._whole.TryGetValue(computer.Current, out var whole))
            {
                if (computer.Recording)
                {
                    computer.Note("proc_file_read: __get_free_page");
                }

                return whole.Value;
            }

            var page = computer.AllocateHeap(PageThere, Shadow.Uninitialised);
            if (computer.NamesMatter && !page.IsNull)
            {
                computer.Memory.Label(page, PageThere, Name);
                computer.Note("proc_file_read: __get_free_page");
            }

            return page.Value;
        }
    }

    private readonly struct FreeBody(ReadPages pages, Address page) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note("proc_file_read: free_page");
            }

            if (!pages._whole.TryGetValue(computer.Current, out var whole) || whole != page)
            {
                computer.Memory.SetShadow(page, PageThere, Shadow.Freed);
                return 0;
            }

            // What was written of it is as if it had not been; the rest never was.
            for (int i = 0; i < PageSize; i += 8)
            {
                if (computer.Memory.ShadowOf(page + i) != Shadow.Uninitialised || computer.Memory.ShadowOf(page + i + 7) != Shadow.Uninitialised)
                {
                    computer.Memory.SetShadow(page + i, 8, Shadow.Uninitialised);
                }
            }

            return 0;
        }
    }
}
