using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Which part of the schedules each arm of a portfolio gets: what experience with other programs says, corrected by what
/// pays in this one. What pays is novelty: final states of the program that no schedule before it had.
/// </summary>
/// <remarks>
/// A bandit that never gives an arm up: half of what an arm gets it gets in any case, the other half in proportion to the
/// novelties it brought a schedule, older rounds counting less. New states say nothing of how near a bug is, and where
/// hardly any are new it would be noise that decides, so that rates are drawn towards their mean.
/// </remarks>
internal sealed class PortfolioShares
{
    /// <summary>All shares together.</summary>
    internal const int Whole = 1 << 16;

    private const double Fading = 0.9;
    private const double ForCertain = 0.5;
    private const double Inertia = 32;

    // Beyond that the shares stay as they are: a long hunt must not need ever more memory.
    private const long MostStates = 1 << 20;

    private readonly double[] _prior;
    private readonly double[] _news;
    private readonly double[] _tried;
    private readonly int[] _share;
    private readonly StateTable _seen = new();
    private readonly (int Arm, Identity Final)[] _round = new (int, Identity)[Sampling.LongestRound];

    /// <summary>Arms with these shares to begin with; they add up to 1.</summary>
    internal PortfolioShares(IReadOnlyList<double> priors)
    {
        _prior = [.. priors];
        _news = new double[priors.Count];
        _tried = new double[priors.Count];
        _share = new int[priors.Count];
        Array.Fill(_round, (-1, default));
        for (int arm = 0; arm < _share.Length; arm++)
        {
            _share[arm] = (int)(Whole * _prior[arm]);
        }
    }

    /// <summary>The share of an arm, out of <see cref="Whole"/>.</summary>
    internal int ShareOf(int arm) => _share[arm];

    /// <summary>The arm whose turn it is, for a number from 0 to <see cref="Whole"/> - 1.</summary>
    internal int ArmFor(int drawn)
    {
        int arm = 0;
        while (arm < _share.Length - 1 && drawn >= _share[arm])
        {
            drawn -= _share[arm++];
        }

        return arm;
    }

    /// <summary>A schedule of the round is over. Each has a place of its own, so that workers do not meet.</summary>
    internal void Note(int place, int arm, Identity final) => _round[place] = (arm, final);

    /// <summary>A round is over: counts what was new in the order of the schedules, and shares out anew.</summary>
    internal void EndRound()
    {
        if (_seen.Count >= MostStates)
        {
            return;
        }

        for (int arm = 0; arm < _share.Length; arm++)
        {
            _news[arm] *= Fading;
            _tried[arm] *= Fading;
        }

        for (int place = 0; place < _round.Length; place++)
        {
            var (arm, final) = _round[place];
            if (arm >= 0)
            {
                _tried[arm]++;
                _news[arm] += _seen.Add(final) ? 1 : 0;
                _round[place] = (-1, default);
            }
        }

        ShareOut();
    }

    /// <summary>Writes down what the rounds so far have shown.</summary>
    internal void Write(BinaryWriter to)
    {
        for (int arm = 0; arm < _share.Length; arm++)
        {
            to.Write(_news[arm]);
            to.Write(_tried[arm]);
            to.Write(_share[arm]);
        }

        to.Write(_seen.Count);
        _seen.ForEach(state => Saved.Write(to, state));
    }

    /// <summary>Knows what was written down.</summary>
    internal void Read(BinaryReader from)
    {
        for (int arm = 0; arm < _share.Length; arm++)
        {
            _news[arm] = from.ReadDouble();
            _tried[arm] = from.ReadDouble();
            _share[arm] = from.ReadInt32();
        }

        for (int i = from.ReadInt32(); i > 0; i--)
        {
            _seen.Add(Saved.ReadIdentity(from));
        }
    }

    private void ShareOut()
    {
        double mean = (_news.Sum() + 1) / (_tried.Sum() + 1);
        double all = 0;
        for (int arm = 0; arm < _share.Length; arm++)
        {
            all += _prior[arm] * RateOf(arm, mean);
        }

        for (int arm = 0; arm < _share.Length; arm++)
        {
            _share[arm] = (int)(Whole * _prior[arm] * (ForCertain + ((1 - ForCertain) * RateOf(arm, mean) / all)));
        }
    }

    private double RateOf(int arm, double mean) => (_news[arm] + (Inertia * mean)) / (_tried[arm] + Inertia);
}
