namespace Smp.Machine;

/// <summary>The bottom of an agent's own stack: its end is the agent's end.</summary>
internal sealed class AgentRoot : Activation<Nothing>
{
    private readonly Computer _computer;
    private readonly int _agent;

    internal AgentRoot(Computer computer, int agent)
    {
        _computer = computer;
        _agent = agent;
    }

    protected override void Ended(Nothing value) => _computer.End(_agent);
}
