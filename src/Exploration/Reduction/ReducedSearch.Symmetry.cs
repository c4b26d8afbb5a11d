using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Agents that are alike: the order in which they begin does not matter.</summary>
public sealed partial class ReducedSearch
{
    /// <summary>
    /// Of agents that are alike and have not begun, the first: whichever of them begins, what can follow is the same but for
    /// their names (Ip and Dill, "Better verification through symmetry", 1996, here for the first steps alone).
    /// </summary>
    private ReadOnlySpan<Pending> OneOfEach(ReadOnlySpan<Pending> enabled)
    {
        int count = 0;
        foreach (var pending in enabled)
        {
            if (!HasFirst(_ofEach.AsSpan(0, count), pending.Agent))
            {
                _ofEach[count++] = pending;
            }
        }

        return _ofEach.AsSpan(0, count);
    }

    private bool HasFirst(ReadOnlySpan<Pending> kept, int agent)
    {
        int alike = _computer.Agents[agent].SymmetryClass;
        if (alike < 0 || _events.LastOf(agent) >= 0)
        {
            return false;
        }

        foreach (var other in kept)
        {
            if (_computer.Agents[other.Agent].SymmetryClass == alike && _events.LastOf(other.Agent) < 0)
            {
                return true;
            }
        }

        return false;
    }
}
