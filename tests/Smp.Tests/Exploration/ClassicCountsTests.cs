using Smp.Exploration;
using Smp.Machine;
using Smp.Tests.Exploration.Programs;

namespace Smp.Tests.Exploration;

/// <summary>
/// The programs of the literature have as many classes as it says, and the reduced search runs one schedule of each to its
/// end. The numbers are those of the tables of Abdulla et al. (POPL 2014, JACM 2017), and of these formulas: readers(n) 2^n, each
/// reader before or after the writer; lastzero(n) (n + 3) 2^(n - 2); filesystem(n) 2^(n - 13), the pairs that begin at the
/// same block; indexer(n) 8^(n - 11), three entries that meet for each thread from the twelfth on. Where brute force can
/// do it, the classes are counted as well.
/// </summary>
public sealed class ClassicCountsTests
{
    [Theory]
    [InlineData(2, 4)]
    [InlineData(5, 32)]
    [InlineData(8, 256)]
    [InlineData(10, 1024)]
    public void Readers(int n, int classes) => Has(() => ClassicPrograms.Readers(n), classes, count: n <= 5);

    [Theory]
    [InlineData(2, 5)]
    [InlineData(3, 12)]
    [InlineData(5, 64)]
    [InlineData(8, 704)]
    [InlineData(10, 3328)]
    public void LastZero(int n, int classes) => Has(() => ClassicPrograms.LastZero(n), classes, count: n <= 3);

    [Theory]
    [InlineData(14, 2)]
    [InlineData(16, 8)]
    [InlineData(18, 32)]
    [InlineData(19, 64)]
    public void FileSystem(int n, int classes) => Has(() => ClassicPrograms.FileSystem(n), classes, count: false);

    [Theory]
    [InlineData(11, 1)]
    [InlineData(12, 8)]
    [InlineData(13, 64)]
    [InlineData(14, 512)]
    [InlineData(15, 4096)]
    public void Indexer(int n, int classes) => Has(() => ClassicPrograms.Indexer(n), classes, count: false);

    [Fact]
    public void The_lost_update_has_4_classes_in_6_schedules()
    {
        var all = Has(() => LostUpdate.Build(), 4, count: true);
        Assert.Equal(6, all!.Schedules);
    }

    private static Outcomes? Has(Func<Computer> build, int classes, bool count)
    {
        var all = count ? BruteForce.All(build()) : null;
        var few = Outcomes.Of(build(), new ReducedSearch(), build());
        Assert.Equal(classes, few.Search!.Complete);
        Assert.Equal(classes, few.Classes.Count);
        if (all is not null)
        {
            Assert.Equal(classes, all.Classes.Count);
            Assert.Null(all.Difference(few, classes: true));
        }

        var pruned = Outcomes.Of(build(), new ReducedSearch(prune: true));
        Assert.True(few.FinalStates.SetEquals(pruned.FinalStates));
        return all;
    }
}
