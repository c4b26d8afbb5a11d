using Smp.Diagnostics;
using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Scenarios;

/// <summary>
/// What a read may give, against brute force: every order of the operations that respects which came wholly before which
/// is tried, and the read gives what was written last before it.
/// </summary>
public sealed class TextHistoryTests
{
    private const string Initial = "00";
    private static readonly string[] s_texts = ["aa", "bb", "cc"];

    [Theory]
    [InlineData("00", "")]
    [InlineData("aa", "")]
    [InlineData("bb", "")]
    [InlineData("ab", "torn-text")]
    [InlineData("ba", "torn-text")]
    [InlineData("0b", "torn-text")]
    [InlineData("ax", "foreign-text")]
    [InlineData("aaa", "foreign-text")]
    public void A_read_that_overlaps_two_writes(string read, string expected)
    {
        var file = new File(s_texts[..2]);
        file.History.Begin(1);
        file.History.Begin(2);
        Assert.Equal(expected, file.Read(file.History.BeginRead(), read));
    }

    [Fact]
    public void A_text_that_was_replaced_is_stale_and_one_that_is_to_come_too()
    {
        Assert.Equal("stale-text", Sequentially(1, 2).ReadNow("aa"));
        Assert.Equal("stale-text", Sequentially(1, 2).ReadNow(Initial));
        Assert.Equal("", Sequentially(1, 2).ReadNow("bb"));
        Assert.Equal("stale-text", Sequentially(1).ReadNow("bb"));
    }

    [Fact]
    public void Random_histories_allow_what_some_order_of_their_operations_gives()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var events = History(seed);
            foreach (string text in (string[])[Initial, .. s_texts])
            {
                bool allowed = Allows(events, text);
                Assert.True(allowed == (Played(events, text).Length == 0), $"{text}: brute force {allowed}, in {string.Join(" ", events)}");
            }
        }
    }

    [Fact]
    public void The_random_histories_are_of_both_kinds()
    {
        var answers = Enumerable.Range(0, 200).SelectMany(seed => s_texts.Select(text => Allows(History(seed), text))).ToList();
        Assert.Contains(true, answers);
        Assert.Contains(false, answers);
    }

    /// <summary>Beginnings and ends of three writes (1 to 3; the end negative) and of the read (0 twice), in a random order, perhaps cut short.</summary>
    private static List<int> History(int seed)
    {
        // A small generator of our own: a history is its seed.
        uint state = (uint)seed * 2654435761u + 12345u;
        uint Next(int below) => (state = (state * 1664525u) + 1013904223u) / 65536u % (uint)below;
        var events = new List<int>();
        var open = new List<int> { 0, 1, 2, 3 };
        var begun = new List<int>();
        while (open.Count + begun.Count > 0)
        {
            bool begins = begun.Count == 0 || (open.Count > 0 && Next(2) == 0);
            var from = begins ? open : begun;
            int operation = from[(int)Next(from.Count)];
            from.Remove(operation);
            events.Add(begins || operation == 0 ? operation : -operation);
            if (begins)
            {
                begun.Add(operation);
            }
            else if (operation == 0)
            {
                // What comes after the read's end cannot be known when it is judged.
                return events;
            }
        }

        return events;
    }

    private static string Played(List<int> events, string text)
    {
        var file = new File(s_texts);
        long began = -1;
        foreach (int e in events)
        {
            if (e > 0)
            {
                file.History.Begin(e);
            }
            else if (e < 0)
            {
                file.History.End(-e);
            }
            else if (began < 0)
            {
                began = file.History.BeginRead();
            }
        }

        return file.Read(began, text);
    }

    private static bool Allows(List<int> events, string text)
    {
        // Writes that have begun by the read's end; one that has not ended may be left out, which is as if it came last.
        int[] operations = [.. events.Where(e => e >= 0).Distinct()];
        return Orders(operations).Any(order => Respects(events, order) && Given(order) == text);
    }

    private static string Given(int[] order)
    {
        int read = Array.IndexOf(order, 0);
        return read == 0 ? Initial : s_texts[order[read - 1] - 1];
    }

    private static bool Respects(List<int> events, int[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            for (int j = i + 1; j < order.Length; j++)
            {
                // order[j] must not have ended before order[i] began.
                int ended = order[j] == 0 ? events.LastIndexOf(0) : events.IndexOf(-order[j]);
                if (ended >= 0 && ended < events.IndexOf(order[i]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static IEnumerable<int[]> Orders(int[] operations)
        => operations.Length <= 1
            ? [operations]
            : operations.SelectMany(first => Orders([.. operations.Where(o => o != first)]).Select(rest => (int[])[first, .. rest]));

    private static File Sequentially(params int[] writes)
    {
        var file = new File(s_texts[..2]);
        foreach (int write in writes)
        {
            file.History.Begin(write);
            file.History.End(write);
        }

        return file;
    }

    /// <summary>A history on a stage of its own, with the writes it may see.</summary>
    private sealed class File
    {
        private readonly Stage _stage = new(new LinuxKernel(new Computer(), Environments.Find("S26")!));
        private readonly Address _buffer;

        internal File(string[] texts)
        {
            History = new TextHistory(_stage, Initial, text => text);
            foreach (string text in texts)
            {
                History.Write(text);
            }

            _buffer = _stage.UserBuffer("buffer", 8);
        }

        internal TextHistory History { get; }

        internal string ReadNow(string text) => Read(History.BeginRead(), text);

        /// <summary>The kind of the clause that a read comes under; empty if the text is one that it may give.</summary>
        internal string Read(long began, string text)
        {
            for (int i = 0; i < text.Length; i++)
            {
                _stage.Computer.Memory.Write(_buffer + i, (byte)text[i]);
            }

            History.EndRead(began, _buffer, text.Length);
            return Kind(_stage.NeverClauses.FirstOrDefault(clause => clause.Holds()));
        }

        private static string Kind(NeverClause? clause) => clause?.Kind ?? "";
    }
}
