using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>What a search has come to: see <see cref="SiteCoverage"/>.</summary>
public sealed partial class Computer
{
    private readonly List<Site> _stageSites = [];
    private SiteCoverage? _coverage;

    /// <summary>Who notes what the runs come to; null for nobody, which costs a test a step.</summary>
    public SiteCoverage? Coverage
    {
        get => _coverage;
        set => _coverage = value;
    }

    /// <summary>The places that the stage has come to, before all runs.</summary>
    public IReadOnlyList<Site> StageSites => _stageSites;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Cover(in Site site)
    {
        if (_coverage is not null && _state[_current].Text != 0)
        {
            _coverage.Came(_current, site);
        }
    }

    private void CoverStage(in Site site)
    {
        _stageSite = site;
        _stageSites.Add(site);
    }
}
