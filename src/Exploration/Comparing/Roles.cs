using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// What an agent is in a scenario, whichever kernel it runs on: the first <c>cat</c>, the second. Process numbers are no part of
/// it, since a kernel with more CPUs has more threads of its own before them.
/// </summary>
internal static class Roles
{
    /// <summary>The roles of a computer's agents, by number.</summary>
    internal static string[] Of(Computer computer)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] roles = new string[computer.Agents.Count];
        foreach (var agent in computer.Agents)
        {
            int slash = agent.Kind == AgentKind.Task ? agent.Name.LastIndexOf('/') : -1;
            string command = slash > 0 ? agent.Name[..slash] : agent.Name;
            seen[command] = seen.GetValueOrDefault(command) + 1;
            roles[agent.Id] = $"{command} {seen[command]}";
        }

        return roles;
    }
}
