using Smp.Machine;

namespace Smp.Tests.Traces;

/// <summary>
/// A machine just large enough to make every kind of event: a module "sleep" with a variable and a queue, and kernel
/// functions that do nothing but say their words. Sites are written out, so that no test depends on its own lines.
/// </summary>
internal sealed class TinyKernel
{
    private const string Kernel = "/smp/src/Kernel/";
    private const string Module = "/smp/src/Modules/Sleep.cs";
    private const string User = "/smp/src/Scenarios/Cat.cs";

    private readonly Address _entry;
    private readonly Address _queue;

    internal TinyKernel()
    {
        Computer = new Computer();
        Text = Computer.Memory.Allocate(8, "sleep", RegionKind.Text, "sleep");
        AlreadyOpen = new Shared<int>(Computer, Computer.Memory.Allocate(4, "Already_Open", RegionKind.ModuleData, "sleep"));
        _queue = Computer.Memory.Allocate(8, "WaitQ", RegionKind.ModuleData, "sleep");
        _entry = Computer.Memory.Allocate(8, "proc_dir_entry_of_sleep", RegionKind.KernelData);
    }

    internal Computer Computer { get; }

    internal Address Text { get; }

    internal Shared<int> AlreadyOpen { get; }

    internal Agent Cat(int pid, int cpu, Func<int, KTask>? body = null)
    {
        Agent agent = null!;
        agent = Computer.AddAgent($"cat/{pid}", AgentKind.Task, cpu, () => (body ?? Open)(agent.Id));
        return agent;
    }

    /// <summary>Seals and records, the agents stepping in the order written: one digit a step, the agent's number.</summary>
    internal Recording Record(string order)
    {
        Computer.Seal();
        return Computer.Record(new Script(order));
    }

    internal async KTask Open(int agent)
    {
        await Trap("open(\"/proc/sleep\", O_RDONLY)", agent);
        await ModuleOpen();
        await Return(agent);
    }

    internal async KTask ModuleOpen()
    {
        await Do(Operation.Kernel, _entry, "ProcFileSystem.cs", 40, "ProcLookup", "", 0);
        await Do(Operation.Reference, Text, "ModuleLoader.cs", 70, "FopsGet", "", 1);
        await Do(Operation.Enter, Text, "FileOperations.cs", 30, "VfsOpen", "module_open", 0, () => Computer.EnterText(Text));
        await AlreadyOpen.Load(Module, 84, "ModuleOpen");
        await AlreadyOpen.Store(1, Module, 97, "ModuleOpen");
        await Do(Operation.Leave, Text, "FileOperations.cs", 31, "VfsOpen", "module_open", 0, () => Computer.EnterText(Address.Null));
    }

    /// <summary>Sleeps on the queue for ever, unless somebody calls <see cref="WakeUp"/>.</summary>
    internal async KTask Sleep(int agent)
    {
        await Trap("open(\"/proc/sleep\", O_RDONLY)", agent);
        await Do(Operation.Enter, Text, "FileOperations.cs", 30, "VfsOpen", "module_open", 0, () => Computer.EnterText(Text));
        await AlreadyOpen.Load(Module, 84, "ModuleOpen");
        Computer.At(new Site(Module, 90, "ModuleOpen"));
        await Do(Operation.Wait, _queue, "WaitQueueHead.cs", 60, "PrepareToWait", "", 0);
        await Do(Operation.Sleep, _queue, "Scheduler.cs", 12, "Schedule", "sleeps on WaitQ", 0, () =>
        {
            Computer.Block(agent, Blocked.Asleep, true);
            Computer.SetCpu(agent, -1);
        });
        await AlreadyOpen.Load(Module, 84, "ModuleOpen");
        await Return(agent);
    }

    internal async KTask WakeUp(int agent, int sleeper, int cpu)
    {
        await Trap("close(3)", agent);
        await Do(Operation.Enter, Text, "FileOperations.cs", 50, "Fput", "module_close", 0, () => Computer.EnterText(Text));
        await AlreadyOpen.Store(0, Module, 110, "ModuleClose");
        Computer.At(new Site(Module, 111, "ModuleClose"));
        await Do(Operation.Wake, _queue, "WaitQueueHead.cs", 80, "WakeUp", "", 1, () =>
        {
            Computer.Block(sleeper, Blocked.Asleep, false);
            Computer.SetCpu(sleeper, cpu);
        });
        await Return(agent);
    }

    /// <summary>The handler of a keyboard interrupt.</summary>
    internal async KTask Handler()
    {
        await Do(Operation.Interrupt, Address.Null, "Irq.cs", 10, "DoIrq", "irq 1", 0);
        await AlreadyOpen.Load("/smp/src/Modules/Intrpt.cs", 40, "IrqHandler");
        await Do(Operation.InterruptReturn, Address.Null, "Irq.cs", 30, "DoIrq", "", 0);
    }

    internal async KTask Printk(int agent, string text)
    {
        await Trap("init_module(sleep)", agent);
        await Do(Operation.Kernel, Address.Null, "Printk.cs", 10, "Printk", "", 0, () => Computer.NoteLog(text));
        await Return(agent);
    }

    /// <summary>A module function that reads what it should not.</summary>
    internal async KTask Read(int agent, Func<Address> from)
    {
        await Trap("read(3, 80)", agent);
        await Do(Operation.Enter, Text, "FileOperations.cs", 90, "VfsRead", "module_output", 0, () => Computer.EnterText(Text));
        await new Shared<int>(Computer, from()).Load(Module, 41, "ModuleOutput");
    }

    internal Address FreedHeap()
    {
        var start = Computer.AllocateHeap(64, Shadow.Freed);
        Computer.Memory.Label(start, 64, "kmalloc in module_input", "sleep");
        return start + 8;
    }

    internal Step<Body> Trap(string words, int agent)
        => Do(Operation.Trap, Address.Null, User, 12, "Main", words, 5, () =>
            Computer.NoteMessage($"process {Computer.Agents[agent].Name}", $"cpu{Computer.CpuOf(agent)}", "Syscall", words));

    internal Step<Body> Return(int agent)
        => Do(Operation.Return, Address.Null, "Entry.cs", 20, "SyscallExit", "= 3", 3, () =>
            Computer.NoteMessage($"cpu{Computer.CpuOf(agent)}", $"process {Computer.Agents[agent].Name}", "SyscallReturn", "= 3"));

    internal Step<Body> Do(Operation operation, Address target, string file, int line, string function, string words, long value, Action? effect = null)
    {
        var site = new Site(file.StartsWith('/') ? file : Kernel + file, line, function);
        if (operation == Operation.Trap)
        {
            Computer.At(site);
        }

        Computer.Announce(operation, target, site);
        return new Step<Body>(Computer, new Body(words, value, effect));
    }

    internal readonly struct Body(string words, long value, Action? effect) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (words.Length != 0)
            {
                computer.Note(words);
            }

            effect?.Invoke();
            return value;
        }
    }

    private sealed class Script(string order) : IStrategy
    {
        private Computer _computer = null!;

        public void BeginExecution(Computer computer) => _computer = computer;

        public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
        {
            int wanted = _computer.Steps < order.Length ? order[_computer.Steps] - '0' : -1;
            for (int i = 0; i < enabled.Length; i++)
            {
                if (enabled[i].Agent == wanted)
                {
                    return i;
                }
            }

            return Math.Max(current, 0);
        }

        public int NextValue(int count) => 0;
    }
}
