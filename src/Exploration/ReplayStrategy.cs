using System.Globalization;
using System.Text;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Follows a schedule. Where the schedule does not fit, it does not throw: the run ends and
/// <see cref="Divergence"/> says where and why. After the last choice it takes the first option everywhere (the current
/// agent goes on).
/// </summary>
public sealed class ReplayStrategy : IStrategy
{
    private readonly int[] _choices;
    private Computer? _computer;
    private int _next;

    /// <summary>A strategy that follows <paramref name="choices"/>, in the form of <see cref="ChoiceLog"/>.</summary>
    public ReplayStrategy(IReadOnlyList<int> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        _choices = [.. choices];
    }

    /// <summary>Where the schedule did not fit; null if it did.</summary>
    public Divergence? Divergence { get; private set; }

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _next = 0;
        Divergence = null;
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        if (Divergence is not null)
        {
            return IStrategy.Cut;
        }

        if (_next == _choices.Length)
        {
            return ChoiceLog.FromCanonical(0, current);
        }

        int choice = _choices[_next];
        if ((uint)choice >= (uint)enabled.Length)
        {
            Diverge(_computer!.Steps + 1, $"{Option(choice)} of the agents that can step, but there are {enabled.Length}: {NamesOf(enabled)}");
            return IStrategy.Cut;
        }

        _next++;
        return ChoiceLog.FromCanonical(choice, current);
    }

    /// <inheritdoc/>
    /// <remarks>A run cannot be ended in the middle of a step: after a divergence here it ends at the next choice of an agent.</remarks>
    public int NextValue(int count)
    {
        if (Divergence is not null || _next == _choices.Length)
        {
            return 0;
        }

        int choice = _choices[_next];
        if ((uint)choice >= (uint)count)
        {
            Diverge(_computer!.Steps, $"{Option(choice)} of a data choice, but it has {count} values");
            return 0;
        }

        _next++;
        return choice;
    }

    /// <summary>The run is over: choices that nobody asked for are a divergence too.</summary>
    public void Conclude()
    {
        if (Divergence is null && _next < _choices.Length)
        {
            Diverge(
                _computer?.Steps ?? 0,
                $"{_choices.Length - _next} more choices, but the run ended after step {_computer?.Steps ?? 0}");
        }
    }

    private static string Option(int choice) => string.Create(CultureInfo.InvariantCulture, $"option {choice}");

    private void Diverge(int step, string what)
        => Divergence = new Divergence(_next, step, $"diverged at step {step}: choice {_next} of the token is {what}");

    private string NamesOf(ReadOnlySpan<Pending> enabled)
    {
        var names = new StringBuilder();
        foreach (var pending in enabled)
        {
            names.Append(names.Length == 0 ? "" : ", ").Append(_computer!.Agents[pending.Agent].Name);
        }

        return names.ToString();
    }
}
