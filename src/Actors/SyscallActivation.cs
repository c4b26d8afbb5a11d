using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// The bottom of a task's kernel stack: a system call from its first line to the step that gives the result back. One
/// per task, made once. A task that sleeps may end its call on another CPU than it began on.
/// </summary>
internal sealed class SyscallActivation : Activation<long>
{
    private readonly Computer _computer;
    private readonly IEntry _entry;
    private readonly int _agent;
    private readonly IActorHost _host;
    private readonly ReturnStep _return;
    private Message _call;
    private long _result;

    internal SyscallActivation(Computer computer, IEntry entry, IActorHost host, int agent)
    {
        _computer = computer;
        _entry = entry;
        _host = host;
        _agent = agent;
        _return = new ReturnStep(this);
    }

    internal void Begin(in Message call) => _call = call;

    protected override void Ended(long value)
    {
        if (value == IEntry.Terminated)
        {
            _computer.Terminate(_agent);
            return;
        }

        if (value == IEntry.Restart)
        {
            Launch(_entry.Syscall(_call));
            return;
        }

        _result = value;
        _computer.AnnounceFor(_agent, Operation.Return, Address.Null, Here(), _return);
    }

    private static Site Here([CallerFilePath] string file = "", [CallerLineNumber] int line = 0) => new(file, line, "SyscallExit");

    private void Return()
    {
        int cpu = _host.ActorOfCpu(_computer.CpuOf(_agent));
        if (!_entry.Return(_agent, ref _result))
        {
            _computer.Complete(_result);
            Launch(_entry.ExitWork(_agent, _result));
            return;
        }

        if (_computer.Recording)
        {
            _computer.Note(SyscallNames.Result(_result));
        }

        _computer.Complete(_result);
        _computer.SetInKernel(_agent, false);
        _host.Post(new Message(MessageKind.SyscallReturn, cpu, _call.From, _agent, A: _result));
    }

    private sealed class ReturnStep(SyscallActivation call) : Frame
    {
        public override void Resume() => call.Return();
    }
}
