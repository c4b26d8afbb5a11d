using System.Globalization;
using Smp.Machine;

namespace Smp.Traces;

/// <summary>Turns the lines of one trace into events of ftrace, line by line.</summary>
/// <remarks>
/// kernel/trace/trace_output.c (trace_print_lat_fmt, trace_print_context) has the head of a line, include/trace/events/sched.h,
/// irq.h and printk.h the fields. What Smp does not know is not made up: priorities are the default, each lock that is
/// spun on counts as a level of preemption, and in a task interrupts are shown as on.
/// </remarks>
internal sealed class FtraceRun(FtraceTasks tasks, TextWriter output)
{
    private const int StepTime = 10;
    private const int Priority = 120;
    private const int MostLocks = 15;
    private const int FirstOwn = 100;

    private readonly SortedDictionary<int, FtraceCpu> _cpus = [];
    private readonly List<Sleeper> _asleep = [];
    private readonly Dictionary<int, string> _queueOf = [];
    private readonly Dictionary<int, FtraceCpu> _lastCpu = [];
    private readonly HashSet<(int Agent, string Lock)> _locks = [];
    private TraceStep? _step;

    private sealed record Sleeper(int Agent, FtraceTask Task, string Queue, FtraceCpu Cpu);

    internal void Add(TraceLine line)
    {
        switch (line)
        {
            case TraceStep step:
                Add(step);
                break;
            case TraceMessage { Text: "Reschedule" } message when Deliveries.CpuOf(message.To) is var to and >= 0:
                Cpu(to).NeedsResched = true;
                WakeSleeperOf(Cpu(to));
                break;
            case TraceLog log when _step is { } step && CpuOf(step) is { } cpu:
                Event(cpu, step, $"console: {Printable.Of(log.Text)}");
                break;
        }
    }

    /// <summary>After the last line: softirqs that are still running are at their end.</summary>
    internal void End()
    {
        foreach (var cpu in _cpus.Values)
        {
            EndSoftIrq(cpu);
        }
    }

    private void Add(TraceStep step)
    {
        if (CpuOf(step) is not { } cpu)
        {
            // Devices and the clock run on no CPU, and ftrace has no line for what happens outside all of them.
            _step = step;
            output.Write($"# {Seconds(step)}: {step.AgentName}: {Printable.Of(StepWords.Text(step))}\n");
            return;
        }

        if (step.Context == TraceContext.Task || step.Operation == Operation.SoftInterrupt)
        {
            EndSoftIrq(cpu);
        }

        _step = step;
        if (step.Context == TraceContext.Task)
        {
            Run(cpu, step);
        }

        Begin(cpu, step);
        Count(step);
        Event(cpu, step, Words(step));
        End(cpu, step);
    }

    /// <summary>Spinlocks and the big lock keep a task from being preempted; who sleeps holds none.</summary>
    private void Count(TraceStep step)
    {
        switch (step.Operation)
        {
            case Operation.Lock:
                _locks.Add((step.Agent, step.Object));
                break;
            case Operation.Unlock:
                _locks.Remove((step.Agent, step.Object));
                break;
            case Operation.Sleep:
                _locks.RemoveWhere(held => held.Agent == step.Agent);
                break;
        }
    }

    /// <summary>The task of a step has its CPU; who had it before is switched out.</summary>
    private void Run(FtraceCpu cpu, TraceStep step)
    {
        var task = tasks.Of(step);
        if (_lastCpu.TryGetValue(step.Agent, out var old) && old != cpu && old.Current == task)
        {
            Switch(old, step, FtraceTask.Idle(old.Number));
        }

        _lastCpu[step.Agent] = cpu;
        if (cpu.Current != task)
        {
            if (_asleep.Find(sleeper => sleeper.Agent == step.Agent) is { } sleeper)
            {
                // What woke it was no wake-up of its queue: a signal, or the kernel on its own account.
                Wake(cpu, step, sleeper);
            }

            Switch(cpu, step, task);
        }
    }

    /// <summary>
    /// Whom a wake-up wakes its step does not say: those who went to sleep on that queue, as many as were woken, the first
    /// one first.
    /// </summary>
    private void WakeSleepers(FtraceCpu cpu, TraceStep step)
    {
        for (long left = step.Value; left > 0 && _asleep.Find(sleeper => sleeper.Queue == step.Object) is { } sleeper; left--)
        {
            Wake(cpu, step, sleeper);
        }
    }

    /// <summary>A CPU is told to look for a task: if but one sleeps that had it, it is that one.</summary>
    private void WakeSleeperOf(FtraceCpu cpu)
    {
        var sleepers = _asleep.FindAll(sleeper => sleeper.Cpu == cpu);
        if (sleepers.Count == 1 && _step is { } step && CpuOf(step) is { } waker)
        {
            Wake(waker, step, sleepers[0]);
        }
    }

    private void Wake(FtraceCpu cpu, TraceStep step, Sleeper sleeper)
    {
        _asleep.Remove(sleeper);
        Event(cpu, step, $"sched_waking: comm={sleeper.Task.Command} pid={sleeper.Task.Pid} prio={Priority} target_cpu={sleeper.Cpu.Number:d3}");
    }

    private void Switch(FtraceCpu cpu, TraceStep step, FtraceTask next)
    {
        var previous = cpu.Current;
        string state = cpu.Sleeps ? "S" : "R";
        Event(
            cpu,
            step,
            $"sched_switch: prev_comm={previous.Command} prev_pid={previous.Pid} prev_prio={Priority} prev_state={state} ==> "
            + $"next_comm={next.Command} next_pid={next.Pid} next_prio={Priority}",
            inTask: true);
        cpu.Current = next;
        cpu.Sleeps = false;
        cpu.NeedsResched = false;
    }

    private void Begin(FtraceCpu cpu, TraceStep step)
    {
        switch (step.Operation)
        {
            case Operation.Interrupt:
                Event(cpu, step, $"irq_handler_entry: irq={Line(step)} name={(step.Object.Length == 0 ? step.AgentName : step.Object.Replace(' ', '_'))}");
                break;
            case Operation.SoftInterrupt:
                cpu.SoftIrq = Vector(step);
                Event(cpu, step, $"softirq_entry: {cpu.SoftIrq}");
                break;
        }
    }

    private void End(FtraceCpu cpu, TraceStep step)
    {
        switch (step.Operation)
        {
            case Operation.InterruptReturn:
                Event(cpu, step, $"irq_handler_exit: irq={Line(step)} ret=handled");
                break;
            case Operation.Wait:
                _queueOf[step.Agent] = step.Object;
                break;
            case Operation.Wake:
                WakeSleepers(cpu, step);
                break;
            case Operation.Sleep when step.Context == TraceContext.Task:
                _asleep.Add(new Sleeper(step.Agent, cpu.Current, _queueOf.GetValueOrDefault(step.Agent, step.Object), cpu));
                cpu.Sleeps = true;
                Switch(cpu, step, FtraceTask.Idle(cpu.Number));
                break;
        }
    }

    private void EndSoftIrq(FtraceCpu cpu)
    {
        if (cpu.SoftIrq is { } vector && _step is { } step)
        {
            Line(cpu, "..s.", step, $"softirq_exit: {vector}");
            cpu.SoftIrq = null;
        }
    }

    private void Event(FtraceCpu cpu, TraceStep step, string text, bool inTask = false)
    {
        int locks = Math.Min(_locks.Count(held => held.Agent == step.Agent), MostLocks);
        var context = inTask ? TraceContext.Task : step.Context;
        string flags = string.Concat(
            context == TraceContext.HardIrq ? 'd' : '.',
            cpu.NeedsResched ? 'N' : '.',
            context == TraceContext.HardIrq ? 'h' : context == TraceContext.SoftIrq ? 's' : '.',
            locks == 0 ? '.' : locks.ToString("x", CultureInfo.InvariantCulture)[0]);
        Line(cpu, flags, step, text);
    }

    private void Line(FtraceCpu cpu, string flags, TraceStep step, string text)
    {
        var task = cpu.Current;
        string command = task.Pid == 0 ? "<idle>" : task.Command;
        output.Write($"{command,16}-{task.Pid,-7} [{cpu.Number:d3}] {flags} {Seconds(step)}: {text}\n");
    }

    private static string Words(TraceStep step)
    {
        string place = step.Place.Length == 0 ? "" : $" at {step.Place}";
        string function = step.Function.Length == 0 ? step.KernelFunction : step.Function;
        string fault = step.Fault.Length == 0 ? "" : $" ({step.Fault})";
        return $"smp_step: {step.Number}: {Printable.Of(StepWords.Text(step))}{fault}{place}{(function.Length == 0 ? "" : $" in {function}")}";
    }

    // A step takes ten microseconds, as in the other formats with a time.
    private static string Seconds(TraceLine line)
        => string.Create(CultureInfo.InvariantCulture, $"{(long)line.Number * StepTime / 1_000_000,5}.{(long)line.Number * StepTime % 1_000_000:d6}");

    /// <summary>The interrupt line: 1 of <c>irq1@cpu0</c>.</summary>
    private static int Line(TraceStep step)
        => step.AgentName.IndexOf('@', StringComparison.Ordinal) is var at and > 3 && int.TryParse(step.AgentName.AsSpan(3, at - 3), out int line) ? line : 0;

    /// <summary><c>vec=1 [action=TIMER]</c> of <c>__do_softirq: TIMER_SOFTIRQ</c>; of several the first.</summary>
    private static string Vector(TraceStep step)
        => step.Text.Contains(" HI_SOFTIRQ", StringComparison.Ordinal) ? "vec=0 [action=HI]"
            : step.Text.Contains("TIMER_SOFTIRQ", StringComparison.Ordinal) ? "vec=1 [action=TIMER]"
            : "vec=6 [action=TASKLET]";

    /// <summary>The CPU of a step; one that needs none has one of its own, above all others.</summary>
    private FtraceCpu? CpuOf(TraceStep step)
        => step.Context is TraceContext.Source or TraceContext.Clock ? null : Cpu(step.Cpu >= 0 ? step.Cpu : FirstOwn + step.Agent);

    private FtraceCpu Cpu(int number)
    {
        if (!_cpus.TryGetValue(number, out var cpu))
        {
            _cpus.Add(number, cpu = new FtraceCpu(number));
        }

        return cpu;
    }
}
