using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// A process that is there from the beginning and does not run before somebody forks it: so that what a user starts while a
/// computer runs is a process like any other.
/// </summary>
/// <remarks>After do_fork of kernel/fork.c of 2.6.11: its first step is the return from fork, which is disabled until then.</remarks>
public readonly struct ForkedProcess
{
    internal const long NotForked = -1;

    private readonly LinuxKernel _kernel;
    private readonly Address _start;

    /// <summary>A process that nobody has forked yet, while the computer is being built.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="command">Its command name.</param>
    /// <param name="program">What it runs, in user mode, once it is forked.</param>
    /// <param name="number">Its process id.</param>
    public ForkedProcess(LinuxKernel kernel, string command, Func<UserProcess, KTask> program, int number)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(program);
        _kernel = kernel;
        var process = kernel.AddProcess(command, number: number);
        var start = kernel.Computer.Memory.Allocate(sizeof(long), $"start of {process.Task}", RegionKind.Control);
        _start = start;
        kernel.Computer.Memory.Poke(start, NotForked);
        kernel.Directories.BeginsAt(process.Task, start);
        Process = process;
        process.Actor.Agent.Body = () => Begin(kernel, start, process, program);
    }

    /// <summary>The process.</summary>
    public UserProcess Process { get; }

    /// <summary>Whether it has been forked: before that, nobody sees it. Inside a step, or for whoever watches the machine.</summary>
    public bool IsForked => _kernel.Computer.Memory.Peek(_start) != NotForked;

    /// <summary>fork(2), by the agent whose step this is: from here on the process runs.</summary>
    public Step<ForkBody> Fork([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        _kernel.Computer.Announce(Operation.Wake, _start, new Site(file, line, function));
        return new Step<ForkBody>(_kernel.Computer, new ForkBody(this, forks: true));
    }

    private static async KTask Begin(LinuxKernel kernel, Address start, UserProcess process, Func<UserProcess, KTask> program)
    {
        kernel.Computer.Announce(Operation.Resume, start, new Site("fork.c", 1, "ret_from_fork"), needs: start);
        await new Step<ForkBody>(kernel.Computer, new ForkBody(kernel, start));
        await process.Actor.Run(() => program(process));
    }

    /// <summary>The body of fork(2), and of the new process's first step.</summary>
    public readonly struct ForkBody : IStepBody
    {
        private readonly Address _start;
        private readonly bool _forks;
        private readonly string _child;

        internal ForkBody(ForkedProcess process, bool forks)
        {
            _start = process._start;
            _forks = forks;
            _child = process.Process.Task.ToString();
        }

        internal ForkBody(LinuxKernel kernel, Address start)
        {
            _start = start;
            _forks = false;
            _child = "";
        }

        /// <inheritdoc/>
        public long Run(Computer computer)
        {
            ArgumentNullException.ThrowIfNull(computer);
            if (_forks)
            {
                computer.Release(_start);
                computer.Memory.Poke(_start, 0);
                computer.ResourceChanged(_start);
            }
            else
            {
                computer.Acquire(_start);
            }

            if (computer.Recording)
            {
                computer.Note(_forks ? $"fork: {_child}" : "ret_from_fork");
            }

            return 0;
        }
    }
}
