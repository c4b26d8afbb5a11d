using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// What a module must not leave behind when its memory is freed: an armed timer, a scheduled tasklet, queued work, a wait queue with sleepers,
/// an entry in /proc or a character device that leads into it, a work queue, memory. The kernel complains of the first it finds.
/// </summary>
/// <remarks>After lib/debugobjects.c of 6.8 (debug_check_no_obj_freed), which no older kernel has; it adds tasklets, wait queues, /proc and devices.</remarks>
internal static class Leftovers
{
    /// <summary>Looks through what is left, in the step that frees the module.</summary>
    internal static void Complain(LinuxKernel kernel, KernelModule module)
    {
        if (kernel.Timers.FindArmed(module) is { } timer)
        {
            Complain(kernel, timer.Address, "timer_list", NameOf(kernel, timer.Function));
        }
        else if (kernel.Tasklets.FindScheduled(module) is { } tasklet)
        {
            Complain(kernel, tasklet.Address, "tasklet_struct", NameOf(kernel, tasklet.Function));
        }
        else if (QueuedWork(kernel, module) is { } work)
        {
            Complain(kernel, work.Address, "work_struct", NameOf(kernel, work.Function));
        }
        else if (Sleepers(module) is { } queue)
        {
            Complain(kernel, queue, "wait_queue_head_t", "sleepers");
        }
        else if (Entry(kernel, module) is { } entry)
        {
            Complain(kernel, entry, "proc_dir_entry", module.Name);
        }
        else if (kernel.CharDevices.RegisteredBy(module) is { } device)
        {
            Complain(kernel, device, "cdev", module.Name);
        }
        else if (Queue(kernel, module) is { } undestroyed)
        {
            Complain(kernel, undestroyed, "workqueue_struct", module.Name);
        }
        else if (module.LiveAllocations > 0 && kernel.Rcu.Pending == 0)
        {
            // What a callback of RCU is still to free is no leak; that it has no code any more is found when it is called.
            kernel.Computer.Complain("leak", Address.Null, $"{module.Name} is unloaded and has {module.LiveAllocations} kmalloc not freed");
        }
        else if (kernel.VmallocSpace.FirstOf(module) is { } area)
        {
            kernel.Computer.Complain("leak", area.Start, $"{module.Name} is unloaded and has {area.Size} bytes of vmalloc not freed");
        }
    }

    /// <summary>Whether a timer lies in the module, or would call into it.</summary>
    internal static bool Concerns(LinuxKernel kernel, KernelModule module, TimerList timer)
        => module.Contains(timer.Address)
            || module.Contains(timer.Function)
            || (kernel.Workqueues.InUse && timer.Function == kernel.Workqueues.TimerFunction && module.Contains(new WorkStruct(kernel, timer.Address).Function));

    private static WorkStruct? QueuedWork(LinuxKernel kernel, KernelModule module)
    {
        foreach (var pool in kernel.Workqueues.Pools)
        {
            if (pool.Queue.IsNull)
            {
                continue;
            }

            foreach (var cpu in kernel.Cpus)
            {
                for (var work = new WorkqueueStruct(kernel, pool.Queue).First(cpu.Id); !work.Address.IsNull; work = new WorkStruct(kernel, work.Next))
                {
                    if (module.Contains(work.Address) || module.Contains(work.Function))
                    {
                        return work;
                    }
                }
            }
        }

        return null;
    }

    private static Address? Queue(LinuxKernel kernel, KernelModule module)
    {
        foreach (var pool in kernel.Workqueues.Pools)
        {
            if (pool.Owner == module && !pool.Queue.IsNull)
            {
                return pool.Queue;
            }
        }

        return null;
    }

    private static Address? Sleepers(KernelModule module)
    {
        foreach (var queue in module.WaitQueues)
        {
            if (module.Kernel.Computer.Memory.Peek(queue.Address) is var first && first != 0 && first != queue.Address.Value)
            {
                return queue.Address;
            }
        }

        return null;
    }

    private static Address? Entry(LinuxKernel kernel, KernelModule module) => EntryIn(kernel, module, kernel.ProcFs.Root);

    private static Address? EntryIn(LinuxKernel kernel, KernelModule module, Address head)
    {
        var memory = kernel.Computer.Memory;
        var entry = new ProcDirEntry(kernel, new Address((int)memory.Peek(head)));
        while (!entry.IsNull)
        {
            if (LeadsInto(memory, module, entry.ProcFops) || LeadsInto(memory, module, entry.ProcIops) || LeadsInto(memory, module, entry.ReadProc)
                || (entry.IsLong && LeadsInto(memory, module, entry.WriteProc)))
            {
                return entry.Address;
            }

            if (entry.IsLong && entry.IsDirectory && EntryIn(kernel, module, entry.Subdir) is { } inside)
            {
                return inside;
            }

            entry = new ProcDirEntry(kernel, new Address((int)entry.Next));
        }

        return null;
    }

    private static bool LeadsInto(KernelMemory memory, KernelModule module, Shared<long> pointer)
        => module.Contains(new Address((int)memory.Peek(pointer.Address)));

    private static string NameOf(LinuxKernel kernel, Address function) => kernel.Text.NameOf(function) ?? function.ToString();

    private static void Complain(LinuxKernel kernel, Address target, string type, string hint)
        => kernel.Computer.Complain("leftover", target, $"ODEBUG: free active (active state 0) object: {target} object type: {type} hint: {hint}");
}
