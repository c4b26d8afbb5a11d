using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Which part of the schedules each arm of a portfolio gets. What pays is novelty: final states of the program that no
/// schedule before it had.
/// </summary>
internal sealed class PortfolioShares
{
    /// <summary>All shares together.</summary>
    internal const int Whole = 1 << 16;

    private const int LongestRound = 2048;

    private readonly int[] _share;
    private readonly StateTable _seen = new();
    private readonly Identity[] _round = new Identity[LongestRound];
    private readonly sbyte[] _arm = new sbyte[LongestRound];
    private readonly double[] _news;
    private readonly double[] _tried;

    internal PortfolioShares(int arms)
    {
        _share = new int[arms];
        _news = new double[arms];
        _tried = new double[arms];
        Array.Fill(_arm, (sbyte)-1);
        Array.Fill(_share, Whole / arms);
    }

    /// <summary>The arm whose turn it is, for a number from 0 to <see cref="Whole"/> - 1.</summary>
    internal int ArmFor(int drawn)
    {
        for (int arm = 0; arm < _share.Length - 1; arm++)
        {
            if (drawn < _share[arm])
            {
                return arm;
            }

            drawn -= _share[arm];
        }

        return _share.Length - 1;
    }

    /// <summary>A schedule of the round has run to its end. Each has a place of its own, so that workers do not meet.</summary>
    internal void Note(int place, int arm, Identity finalState)
    {
        _round[place] = finalState;
        _arm[place] = (sbyte)arm;
    }

    /// <summary>A round is over: counts what was new in the order of the schedules, and shares out anew.</summary>
    internal void EndRound()
    {
        const double Memory = 0.9;
        const double Floor = 0.5;
        for (int arm = 0; arm < _share.Length; arm++)
        {
            _news[arm] *= Memory;
            _tried[arm] *= Memory;
        }

        for (int place = 0; place < LongestRound; place++)
        {
            int arm = _arm[place];
            if (arm >= 0)
            {
                _arm[place] = -1;
                _tried[arm]++;
                _news[arm] += _seen.Add(_round[place]) ? 1 : 0;
            }
        }

        double all = 0;
        for (int arm = 0; arm < _share.Length; arm++)
        {
            all += RateOf(arm);
        }

        for (int arm = 0; arm < _share.Length; arm++)
        {
            double part = all > 0 ? RateOf(arm) / all : 1.0 / _share.Length;
            _share[arm] = (int)(Whole * ((Floor / _share.Length) + ((1 - Floor) * part)));
        }
    }

    private double RateOf(int arm) => (_news[arm] + 0.5) / (_tried[arm] + 1);
}
