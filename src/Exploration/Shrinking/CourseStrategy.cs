using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// Follows a schedule's first choices to the letter and then a course as closely as it can: block after block, each until
/// its agent has come as far as the block says or cannot go on. After the last block the current agent goes on, as in every
/// replay.
/// </summary>
internal sealed class CourseStrategy(StepCounts counts) : IStrategy
{
    private IReadOnlyList<int> _prefix = [];
    private IReadOnlyList<Block> _blocks = [];
    private int[][] _values = [];
    private int[] _asked = [];
    private Computer _computer = null!;
    private int _next;
    private int _block;

    /// <summary>Switches of the last run.</summary>
    internal int Switches { get; private set; }

    /// <summary>Whether all choices of the prefix had a place.</summary>
    internal bool Fits { get; private set; }

    internal void Follow(IReadOnlyList<int> prefix, IReadOnlyList<Block> blocks, int[][] values)
    {
        _prefix = prefix;
        _blocks = blocks;
        _values = values;
    }

    public void BeginExecution(Computer computer)
    {
        _computer = computer;
        _next = _block = 0;
        Switches = 0;
        Fits = true;
        if (_asked.Length < computer.Agents.Count)
        {
            _asked = new int[computer.Agents.Count];
        }

        Array.Clear(_asked);
    }

    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        int slot = Choose(enabled, current);
        Switches += current >= 0 && slot != current ? 1 : 0;
        return slot;
    }

    public int NextValue(int count)
    {
        int agent = _computer.Current;
        int place = _asked[agent]++;
        int value = 0;
        if (_next < _prefix.Count)
        {
            value = _prefix[_next++];
            Fits &= value < count;
        }
        else if (agent < _values.Length && place < _values[agent].Length)
        {
            value = _values[agent][place];
        }

        return value < count ? value : 0;
    }

    private int Choose(ReadOnlySpan<Pending> enabled, int current)
    {
        if (_next < _prefix.Count)
        {
            int choice = _prefix[_next++];
            Fits &= choice < enabled.Length;
            return ChoiceLog.FromCanonical(choice < enabled.Length ? choice : 0, current);
        }

        for (; _block < _blocks.Count; _block++)
        {
            var block = _blocks[_block];
            if (counts.Of(block.Agent) >= block.Until)
            {
                continue;
            }

            for (int slot = 0; slot < enabled.Length; slot++)
            {
                if (enabled[slot].Agent == block.Agent)
                {
                    return slot;
                }
            }
        }

        return ChoiceLog.FromCanonical(0, current);
    }
}
