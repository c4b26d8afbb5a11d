namespace Smp.Machine;

/// <summary>
/// Some of a computer's agents, a bit for each. It is no state of its own: whoever keeps one works it out again where it may
/// be stale (<see cref="Derived"/>).
/// </summary>
public sealed class AgentSet
{
    private const int BitsPerWord = 64;
    private ulong[] _words = new ulong[1];

    /// <summary>The bits, 64 agents a word, the agent of the lowest number first.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Puts an agent in or takes it out.</summary>
    public void Set(int agent, bool isIn)
    {
        int w = agent / BitsPerWord;
        if (w >= _words.Length)
        {
            Array.Resize(ref _words, w + 1);
        }

        ulong bit = 1UL << (agent % BitsPerWord);
        _words[w] = isIn ? _words[w] | bit : _words[w] & ~bit;
    }

    /// <summary>Nobody is in it any more.</summary>
    public void Clear() => Array.Clear(_words);
}
