using Microsoft.Coyote;
using Microsoft.Coyote.Specifications;
using Microsoft.Coyote.SystematicTesting;
using Smp.Exploration;
using Smp.Machine;

namespace Smp.CoyoteEngine;

/// <summary>
/// A hunt under Coyote: iterations until the work says stop. What an iteration finds is a failed assertion for Coyote, so
/// that it keeps its own reproducible trace of it.
/// </summary>
/// <remarks>
/// Coyote gives the trace out when the iteration is over, so a failing schedule is reported when the next one begins, or
/// the test ends. Coyote's report is renewed before each iteration: it keeps the path of every iteration there, and would
/// renew the trace in each one after the first failure.
/// </remarks>
internal sealed class CoyoteSearch(EngineWork work, Computer computer, Configuration configuration)
{
    private TestingEngine _engine = null!;
    private EngineHit? _hit;
    private MachineException? _failure;
    private long _number;
    private bool _isComplete;

    /// <summary>Explores.</summary>
    /// <exception cref="MachineException">The testbed or the scenario is at fault.</exception>
    internal void Run()
    {
        using (_engine = TestingEngine.Create(configuration, Iteration))
        {
            _isComplete = true;
            _engine.RegisterStartIterationCallBack(_ => Begin());
            CoyoteSettings.Run(_engine);
            Conclude();
        }
    }

    private void Begin()
    {
        Conclude();
        if (work.IsDone)
        {
            // This is how an engine is left between two iterations; its Stop would leave one running.
            throw new TaskCanceledException();
        }

        _engine.TestReport = new TestReport(configuration);
        _isComplete = false;
    }

    private void Iteration()
    {
        RunOutcome outcome;
        try
        {
            outcome = ControlledRun.Explore(computer);
        }
        catch (MachineException e)
        {
            _failure = e;
            _isComplete = true;
            return;
        }

        _number++;
        _isComplete = true;
        work.Count(computer, outcome);
        if (outcome == RunOutcome.Found)
        {
            _hit = new EngineHit(_number, computer.Finding!, computer.Choices.Items.ToArray(), computer.EventHash, null);
            Specification.Assert(false, computer.Finding!.Message);
        }
    }

    /// <summary>The iteration before is over: its trace can be had now.</summary>
    private void Conclude()
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        if (!_isComplete)
        {
            throw new MachineException($"Coyote gave iteration {_number + 1} up: {_engine.TestReport.BugReports.FirstOrDefault() ?? "it does not say why"}");
        }

        if (_hit is { } hit)
        {
            _hit = null;
            work.Report(hit with { Trace = _engine.ReproducibleTrace });
        }
    }
}
