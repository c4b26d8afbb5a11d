using System.Runtime.ExceptionServices;
using Smp.Machine;
using Operation = Microsoft.Coyote.Runtime.Operation;

namespace Smp.CoyoteEngine;

/// <summary>
/// One run of a computer inside an iteration of Coyote's: an operation an agent, which pauses until its agent is enabled.
/// Coyote decides which operation goes on, and with it whose step is next.
/// </summary>
/// <remarks>
/// An operation is made when its agent can step for the first time, and ends when the run is over. All of them end by
/// themselves, also when something was found: Coyote is told of that when nothing is left to be cut off. Every operation has
/// a thread of its own, which is how Coyote holds one back; Coyote keeps its runtime in the thread, so a thread serves one
/// operation only. Where Coyote gives an iteration up (its own bound on steps), it interrupts the threads that it made; the
/// others are interrupted here.
/// </remarks>
internal sealed class ControlledRun
{
    private const int StackBytes = 256 * 1024;

    private readonly Computer _computer;
    private readonly IStrategy _strategy;
    private readonly bool _follows;
    private readonly bool[] _hasOperation;
    private readonly ExecutionContext _context;
    private readonly List<Thread> _threads = [];
    private volatile Exception? _failure;
    private int _live;
    private int _next = -1;

    private ControlledRun(Computer computer, IStrategy strategy, bool follows)
    {
        _computer = computer;
        _strategy = strategy;
        _follows = follows;
        _hasOperation = new bool[computer.Agents.Count];
        _context = ExecutionContext.Capture()!;
    }

    private bool IsOver => _failure is not null || _computer.IsOver || (_follows && _next < 0);

    /// <summary>Runs the race once; Coyote decides.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    internal static RunOutcome Explore(Computer computer) => new ControlledRun(computer, new CoyoteValues(), follows: false).Run();

    /// <summary>
    /// Runs the race as <paramref name="strategy"/> says: Coyote is left one operation to choose from at a time.
    /// </summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    internal static RunOutcome Follow(Computer computer, IStrategy strategy) => new ControlledRun(computer, strategy, follows: true).Run();

    private RunOutcome Run()
    {
        _computer.BeginStepwise(_strategy);
        try
        {
            StartOperations();
            Operation.PauseUntil(() => _live == 0);
        }
        catch (ThreadInterruptedException)
        {
            GiveUp();
            throw;
        }

        if (_failure is not null)
        {
            _computer.AbandonStepwise();
            ExceptionDispatchInfo.Throw(_failure);
        }

        if (!_computer.IsOver)
        {
            // The schedule that was followed does not fit: what there is of the run is all there is.
            _computer.AbandonStepwise();
            return RunOutcome.Cut;
        }

        return _computer.EndStepwise();
    }

    private void GiveUp()
    {
        _failure ??= new OperationCanceledException();
        foreach (var thread in _threads)
        {
            thread.Interrupt();
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _computer.AbandonStepwise();
    }

    private void StartOperations()
    {
        Ask();
        for (int i = 0; i < _hasOperation.Length; i++)
        {
            if (!_hasOperation[i] && _computer.CanStep(i))
            {
                StartOperation(i);
            }
        }
    }

    private void StartOperation(int agent)
    {
        ulong id = Operation.CreateFrom(new AgentOperation(_computer, agent))
            ?? throw new MachineException("a run under Coyote was started outside a test of Coyote's");
        _hasOperation[agent] = true;
        _live++;
        Operation.Start(id);
        var thread = new Thread(() => ExecutionContext.Run(_context, _ => Live(agent, id), null), StackBytes)
        {
            IsBackground = true,
            Name = _computer.Agents[agent].Name,
        };
        _threads.Add(thread);
        thread.Start();
    }

    private void Live(int agent, ulong id)
    {
        try
        {
            Operation.OnStarted(id);
            Step(agent);
        }
        catch (ThreadInterruptedException)
        {
            // Coyote has given the iteration up.
        }
        catch (Exception e)
        {
            _failure ??= e;
        }

        _live--;
        try
        {
            Operation.OnCompleted();
            Operation.ScheduleNext();
        }
        catch (ThreadInterruptedException)
        {
            // The same, while this operation was about to hand over.
        }
    }

    private void Step(int agent)
    {
        while (true)
        {
            bool isSecondLook = false;
            Operation.PauseUntil(() =>
            {
                // Coyote goes on at once where the condition holds already. Said no to the first time, it makes every step
                // a point where it chooses.
                bool mayGo = isSecondLook && (IsOver || MayStep(agent));
                isSecondLook = true;
                return mayGo;
            });
            if (IsOver)
            {
                return;
            }

            if (MayStep(agent))
            {
                _computer.Step(agent);
                StartOperations();
            }
        }
    }

    private bool MayStep(int agent) => _follows ? agent == _next : _computer.CanStep(agent);

    /// <summary>Where a schedule is followed: who is next.</summary>
    private void Ask()
    {
        if (!_follows || _failure is not null)
        {
            return;
        }

        var enabled = _computer.Enabled(out int current);
        int slot = enabled.Length switch
        {
            0 => IStrategy.Cut,
            1 => 0,
            _ => _strategy.NextAgent(enabled, current),
        };
        _next = slot == IStrategy.Cut ? -1 : enabled[slot].Agent;
    }
}
