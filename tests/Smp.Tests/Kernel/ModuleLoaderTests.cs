using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>insmod and rmmod: reference counts, exact errnos, and what happens to those who are still inside.</summary>
public sealed class ModuleLoaderTests
{
    public static TheoryData<string> Everywhere => ["U0", "UP", "B20", "S26", "S26p"];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_module_in_use_is_not_removed_and_an_unused_one_is(string environment)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Load(k => new TestModule(k, _ => new KTask<long>(1)));
            var results = new ResultGhosts(stage, 3);
            stage.Process("user", async p =>
            {
                long fd = await p.Open("/proc/test", OpenFlags.WriteOnly);
                results.Set(0, await p.Rmmod("test"));
                await p.Close(fd);
                results.Set(1, await p.Rmmod("test"));
                results.Set(2, await p.Open("/proc/test", OpenFlags.WriteOnly));
                await p.Compute();
            });
            long inUse = environment == "B20" ? -Errno.EBUSY : -Errno.EAGAIN;
            stage.Reach("refused, then removed, then gone", () => results.Are(inUse, 0, -Errno.ENOENT) && module.State == ModuleState.Unloaded);
        });

    [Theory]
    [InlineData("S26p")]
    [InlineData("S68p")]
    public void Of_two_insmods_of_one_name_exactly_one_succeeds(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Make(k => new TestModule(k, _ => new KTask<long>(1)));
            var results = new ResultGhosts(stage, 2);
            stage.Process("insmod", async p => results.Set(0, await p.Insmod("test")));
            stage.Process("insmod", async p => results.Set(1, await p.Insmod("test")));
            stage.Never("both succeeded, or neither", () => results.Count == 2 && !results.AreInAnyOrder(0, -Errno.EEXIST));
            stage.Reach("both are back", () => results.Count == 2);
        });

    [Theory]
    [InlineData("S26p")]
    [InlineData("S68p")]
    public void Of_two_rmmods_exactly_one_succeeds(string environment)
        => Explored.MustProve(environment, stage =>
        {
            stage.Load(k => new TestModule(k, _ => new KTask<long>(1)));
            var results = new ResultGhosts(stage, 2);
            stage.Process("rmmod", async p => results.Set(0, await p.Rmmod("test")));
            stage.Process("rmmod", async p => results.Set(1, await p.Rmmod("test")));
            stage.Never(
                "other errnos than the kernel's",
                () => results.Count == 2 && !results.AreInAnyOrder(0, -Errno.EBUSY) && !results.AreInAnyOrder(0, -Errno.ENOENT));
            stage.Reach("the loser saw it going", () => results.Count == 2 && results.AreInAnyOrder(0, -Errno.EBUSY));
            stage.Reach("the loser did not see it any more", () => results.Count == 2 && results.AreInAnyOrder(0, -Errno.ENOENT));
        });

    [Theory]
    [InlineData("B20", -Errno.EBUSY)]
    [InlineData("S26", -Errno.ENOMEM)]
    [InlineData("S68", -Errno.ENOMEM)]
    public void A_module_whose_init_fails_is_gone_again_and_its_exit_does_not_run(string environment, int error)
        => Explored.MustProve(environment, stage =>
        {
            var module = stage.Make(k => new TestModule(k, _ => new KTask<long>(1), initResult: -Errno.ENOMEM));
            var results = new ResultGhosts(stage, 3);
            stage.Process("insmod", async p =>
            {
                results.Set(0, await p.Insmod("test"));
                results.Set(1, await p.Insmod("nothing"));
                results.Set(2, await p.Rmmod("test"));
                await p.Compute();
            });
            stage.Reach("the errors came back", () => results.Are(error, -Errno.ENOENT, -Errno.ENOENT) && module.State == ModuleState.Unloaded);
        });

    [Theory]
    [InlineData("UP")]
    [InlineData("S26")]
    [InlineData("S26p")]
    public void Who_is_inside_a_module_that_nothing_pins_ends_in_freed_text(string environment)
    {
        // Where it is found depends on how far the writer had come: its data, its code, or its file_operations at close.
        var kinds = Explored.AllIn(environment, stage => WriterAndRmmod(stage, pinned: false)).Findings.Select(f => f.Kind).Distinct();
        Assert.Contains("freed-text", kinds);
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void Who_is_inside_a_pinned_module_is_safe(string environment)
        => Explored.MustProve(environment, stage => WriterAndRmmod(stage, pinned: true));

    private static void WriterAndRmmod(Stage stage, bool pinned)
    {
        stage.Load(k => new TestModule(
            k,
            async m =>
            {
                await m.Value.Store(await m.Value.Load() + 1);
                return 1;
            },
            pinned));
        var written = stage.Ghost("written");
        var fd = stage.Ghost("descriptor");
        stage.Process(
            "writer",
            async p =>
            {
                written.Value = await p.Write(fd.Value, Address.Null, 1);
                await p.Compute();
            },
            before: async p => fd.Value = await p.Open("/proc/test", OpenFlags.WriteOnly));
        stage.Process("rmmod", async p => await p.Rmmod("test"));
        stage.Reach("a write went through", () => written.Value == 1);
    }

    /// <summary>Results of system calls, kept in ghosts.</summary>
    private sealed class ResultGhosts
    {
        private readonly Ghost[] _values;
        private readonly Ghost _count;

        internal ResultGhosts(Stage stage, int count)
        {
            _values = [.. Enumerable.Range(0, count).Select(i => stage.Ghost($"result {i}"))];
            _count = stage.Ghost("results");
        }

        internal long Count => _count.Value;

        internal void Set(int index, long value)
        {
            _values[index].Value = value;
            _count.Value++;
        }

        internal bool Are(params long[] expected) => Count == expected.Length && _values.Select(v => v.Value).SequenceEqual(expected);

        internal bool AreInAnyOrder(params long[] expected) => _values.Select(v => v.Value).Order().SequenceEqual(expected.Order());
    }
}
