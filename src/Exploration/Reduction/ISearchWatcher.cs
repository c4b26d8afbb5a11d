using Smp.Machine;

namespace Smp.Exploration;

/// <summary>Is told what a <see cref="ParallelSearch"/> comes to, always in the same order and on the caller's thread.</summary>
internal interface ISearchWatcher
{
    /// <summary>Whether the first failing schedule ends the search.</summary>
    bool StopsAtFirst { get; }

    /// <summary>Whether <see cref="OnComplete"/> wants to be told.</summary>
    bool WantsHashes { get; }

    /// <summary>A schedule has failed. Whether the search goes on.</summary>
    bool OnFound(Finding finding, in Hit hit);

    /// <summary>A schedule ran to its end; the hash of its choices.</summary>
    void OnComplete(ulong hash);

    /// <summary>Now and then, with one of the computers between two of its runs.</summary>
    void OnLook(Computer computer);
}
