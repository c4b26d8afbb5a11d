using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>The memory detector: each kind of bad access found, and an access that is all right left alone.</summary>
public sealed class MemoryFaultTests
{
    [Fact]
    public void A_byte_past_the_end_of_an_array_is_out_of_bounds()
    {
        var finding = Explored.MustFind("U0", "out-of-bounds", stage => Write(stage, async m =>
        {
            await m.Text.Store(4, 1);
            return 1;
        }));
        Assert.Equal(new InvolvedAccess("write_one", "text+0x4/0x4"), Assert.Single(finding.Report.Involved) with { Function = "write_one" });
    }

    [Fact]
    public void The_last_byte_is_not()
        => Explored.MustProve("U0", stage => Write(stage, async m =>
        {
            await m.Text.Store(3, 1);
            await m.After.Store(1);
            return await m.Text.Load(3);
        }));

    [Fact]
    public void A_null_pointer_is_a_bad_address()
        => Explored.MustFind("U0", "bad-address", stage => Write(stage, async m => await new Shared<int>(stage.Computer, Address.Null).Load()));

    [Fact]
    public void Heap_memory_that_nobody_has_written_is_uninitialised()
        => Explored.MustFind("U0", "uninitialised-read", stage => Write(stage, async m =>
        {
            var heap = stage.Computer.AllocateHeap(8, Shadow.Uninitialised);
            return await new Shared<int>(stage.Computer, heap).Load();
        }));

    [Fact]
    public void Heap_memory_that_was_written_is_not()
        => Explored.MustProve("U0", stage => Write(stage, async m =>
        {
            var heap = new Shared<int>(stage.Computer, stage.Computer.AllocateHeap(8, Shadow.Uninitialised));
            await heap.Store(3);
            return await heap.Load();
        }));

    [Fact]
    public void Data_of_a_module_that_was_removed_is_used_after_free()
        => Explored.MustFind("U0", "use-after-free", stage =>
        {
            var module = (TestModule)stage.Load(k => new TestModule(k, _ => new KTask<long>(1)));
            stage.Process("rmmod", async p =>
            {
                await p.Rmmod("test");
                await p.Compute();
            });
            stage.KernelThread("stale", async () => await module.Value.Load());
        });

    private static void Write(Stage stage, Func<TestModule, KTask<long>> write)
    {
        stage.Load(k => new TestModule(k, write));
        var fd = stage.Ghost("descriptor");
        stage.Process("writer", async p => await p.Write(fd.Value, Address.Null, 8), before: async p => fd.Value = await p.Open("/proc/test", OpenFlags.WriteOnly));
    }
}
