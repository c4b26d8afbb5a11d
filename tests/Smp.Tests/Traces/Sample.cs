using Smp.Machine;
using Smp.Traces;

namespace Smp.Tests.Traces;

/// <summary>Recorded runs of the <see cref="TinyKernel"/>, as traces.</summary>
internal static class Sample
{
    private const string Token = "1.sleep-SLP-1.S26.s.aGVsbG8";

    /// <summary>Two processes test and set the flag of an exclusive file, on two CPUs.</summary>
    internal static Trace TwoOpeners() => Of(TwoOpenersRecording(), Header("S26", 2), Report(
        "never",
        "two processes hold /proc/sleep",
        "SLP-1: two processes hold /proc/sleep",
        "cat/2 loaded Already_Open as 0 in step 5, and before it stored 1 in step 11 cat/3 loaded 0 as well in step 10: both went on "
        + "and hold the file. Test and set have to be one step: module_open should have held a mutex around the two, or used atomic_cmpxchg.",
        1,
        5,
        10,
        11,
        12));

    internal static Recording TwoOpenersRecording()
    {
        var kernel = new TinyKernel();
        kernel.Cat(2, 0);
        kernel.Cat(3, 1);
        return kernel.Record("00000" + "11111" + "0" + "111" + "00");
    }

    /// <summary>The same on one CPU: the kernel is preempted.</summary>
    internal static Trace TwoOpenersOnOneCpu()
    {
        var kernel = new TinyKernel();
        kernel.Cat(2, 0);
        kernel.Cat(3, 0);
        return Of(kernel.Record("00000" + "11111111" + "000"), Header("UP", 1), null);
    }

    /// <summary>One process sleeps, the other wakes it; an interrupt comes between.</summary>
    internal static Trace SleepAndWake()
    {
        var kernel = new TinyKernel();
        var sleeper = kernel.Cat(2, 0, kernel.Sleep);
        kernel.Cat(3, 1, agent => kernel.WakeUp(agent, sleeper.Id, 0));
        kernel.Computer.AddAgent("irq1@cpu1", AgentKind.Interrupt, 1, kernel.Handler);
        return Of(kernel.Record("00000" + "11" + "222" + "111" + "00"), Header("S26", 2), null);
    }

    /// <summary>A process sleeps and nobody wakes it.</summary>
    internal static Trace HungTask(string environment = "S26")
    {
        var kernel = new TinyKernel();
        kernel.Cat(2, 0, kernel.Sleep);
        kernel.Cat(3, 1, agent => kernel.Printk(agent, "<6>sleep: registered"));
        return Of(kernel.Record("000001111"), Header(environment, 2), Report(
            "hung-task",
            "cat/2",
            "cat/2 sleeps for ever in open(\"/proc/sleep\")",
            "cat/2 went to sleep in step 5 and nobody is left to wake it.",
            -1,
            5));
    }

    /// <summary>A module reads memory that was freed, through a null pointer, or past an object's end.</summary>
    internal static Trace Fault(string environment, Func<TinyKernel, Address> from, bool freedText = false)
    {
        var kernel = new TinyKernel();
        var watcher = new FaultWatcher();
        kernel.Computer.Attach(watcher);
        kernel.Cat(2, 0, agent => kernel.Read(agent, () =>
        {
            if (freedText)
            {
                kernel.Computer.Memory.SetShadow(kernel.Text, 8, Shadow.Freed);
            }

            return from(kernel);
        }));
        kernel.Cat(3, 1, agent => kernel.Printk(agent, "<1>Hello, world"));
        var recording = kernel.Record("001110");
        return Of(recording, Header(environment, 2), new FindingReport(
            "m-1", recording.Finding!, null, "module_output reads what it may not", [], "Nothing keeps the memory.", [6]));
    }

    /// <summary>A task goes into a call on one CPU and comes back from it on another one; an interrupt is taken by nobody.</summary>
    internal static Trace Wanderer()
    {
        return new Trace(Header("S26", 2),
        [
            Step(1, 0, 0, "cat/1"),
            new TraceMessage(1, "process cat/1", "cpu0", "Syscall read(3)"),
            new TraceMessage(1, "clock", "cpu1", "Irq line 0"),
            Step(2, 1, 0, "cat/1"),
            new TraceMessage(2, "cpu1", "process cat/1", "SyscallReturn = 0"),
            Step(3, 0, 1, "cat/2"),
            Step(4, 1, 1, "cat/2"),
        ]);

        static TraceStep Step(int number, int cpu, int agent, string name)
            => new(number, cpu, TraceContext.Task, 0, agent, name, $"cpu{cpu}", CodeKind.User, Operation.User, "", 0);
    }

    /// <summary>Names and texts with all that means something in one of the formats.</summary>
    internal static Trace Odd()
    {
        const string Odd = "end; #1 %%{init}%% <b>\"x\"</b> a:b\\c \u001b[1m end";
        return new Trace(
            Header("S26", 2) with { Finding = new TraceFinding("odd-1", "never", null, Odd, Odd, "never", Odd, Odd, 0) },
            [
                new TraceStep(1, 0, TraceContext.Task, 0, 0, "a b;c/1", "cpu0", CodeKind.Module, Operation.Store, Odd, 1)
                {
                    File = "a b#c.cs", Line = 7, Function = "end", Text = Odd, IsMarked = true,
                },
                new TraceMessage(1, "cpu0", "process a b;c/1", "end"),
                new TraceMessage(1, "cpu0", "module end", Odd),
                new TraceLog(1, 0, "a b;c/1", 6, Odd),
            ]);
    }

    internal static TraceHeader Header(string environment, int cpus)
        => new("sleep/SLP-1", environment, "source", "exhaustive", "1", "0.1.0+abcdef0", Token) { Cpus = cpus };

    private static Trace Of(Recording recording, TraceHeader header, FindingReport? report)
        => TraceBuilder.Build(recording, header, report);

    private static FindingReport Report(string kind, string subject, string title, string explanation, int agent, params int[] marked)
        => new(
            "a1b2c3d4",
            new Finding(kind, kind, subject, subject, agent),
            kind == "never" ? "SLP-1" : null,
            title,
            [new InvolvedAccess("module_open", "Already_Open")],
            explanation,
            marked);

    private sealed class FaultWatcher : IDetector
    {
        public string Name => "memory";

        public bool WantsSteps => false;

        public ulong? Digest => 0;

        public void Begin()
        {
        }

        public Finding? OnStep(Computer computer) => null;

        public Finding? OnFault(Computer computer, in Fault fault)
            => new("memory", "use-after-free", "Message", "an access that failed", fault.Agent) { Fault = fault };

        public Finding? OnEnd(Computer computer) => null;
    }
}
