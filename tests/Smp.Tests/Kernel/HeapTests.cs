using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>kmalloc, kfree and the copies to and from user memory.</summary>
public sealed class HeapTests
{
    [Fact]
    public void Freeing_twice_is_found()
        => Explored.MustFind("U0", "double-free", stage => Run(stage, async m =>
        {
            var p = await m.Allocate(16);
            await m.Free(p, 16);
            await m.Free(p, 16);
            return 0;
        }));

    [Fact]
    public void Reading_after_the_free_is_found()
        => Explored.MustFind("U0", "use-after-free", stage => Run(stage, async m =>
        {
            var p = await m.Allocate(16);
            await m.Field(p).Store(1);
            await m.Free(p, 16);
            return await m.Field(p).Load();
        }));

    [Fact]
    public void Past_the_end_is_found()
        => Explored.MustFind("U0", "out-of-bounds", stage => Run(stage, async m =>
        {
            var p = await m.Allocate(16);
            await m.Field(p + 16).Store(1);
            return 0;
        }));

    [Fact]
    public void A_careful_use_and_freeing_null_are_not()
        => Explored.MustProve("U0", stage => Run(stage, async m =>
        {
            var p = await m.Allocate(16);
            await m.Field(p + 12).Store(4);
            int value = await m.Field(p + 12).Load();
            await m.Free(p, 16);
            await m.Free(Address.Null, 0);
            return value;
        }));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(16, 4)]
    public void A_copy_is_at_most_four_steps_and_copies_everything(int count, int steps)
    {
        Explored.MustProve("U0", stage =>
        {
            var taken = stage.Ghost("steps taken");
            var user = stage.UserBuffer("buffer", 32);
            for (int i = 0; i < 16; i++)
            {
                stage.Computer.Memory.Write(user + i, (byte)(i + 1));
            }

            Run(stage, async m =>
            {
                var p = await m.Allocate(16);
                int before = stage.Computer.Steps;
                int left = await m.CopyIn(p, user, count);
                taken.Value = stage.Computer.Steps - before;
                left += await m.CopyOut(user + 16, p, count);
                return left == 0 ? count : -1;
            });
            stage.Never("a byte is missing", () => stage.Computer.Memory.Read<byte>(user + 16) != 0
                && stage.Computer.BlockedBy(0) == Blocked.Finished
                && Enumerable.Range(0, count).Any(i => stage.Computer.Memory.Read<byte>(user + 16 + i) != i + 1));
            stage.Reach("in so many steps", () => taken.Value == steps);
            stage.Reach("copied", () => stage.Computer.Memory.Read<byte>(user + (15 + count)) == count);
        });
    }

    [Fact]
    public void Copying_what_nobody_has_written_to_user_space_is_found()
        => Explored.MustFind("U0", "uninitialised-read", stage =>
        {
            var user = stage.UserBuffer("buffer", 32);
            Run(stage, async m => await m.CopyOut(user, await m.Allocate(16), 16));
        });

    [Fact]
    public void A_copy_from_where_the_process_has_nothing_copies_nothing_and_zeroes()
        => Explored.MustProve("U0", stage =>
        {
            var result = stage.Ghost("left");
            Run(stage, async m =>
            {
                var p = await m.Allocate(8);
                int left = await m.CopyIn(p, Address.Null, 8);
                result.Value = left * 10 + await m.Field(p).Load();
                return -Errno.EFAULT;
            });
            stage.Reach("nothing copied, zero read", () => result.Value == 80);
        });

    private static void Run(Stage stage, Func<HeapModule, KTask<long>> write)
    {
        stage.Load(k => new HeapModule(k, write));
        var fd = stage.Ghost("descriptor");
        stage.Process("writer", async p => await p.Write(fd.Value, Address.Null, 64), before: async p => fd.Value = await p.Open("/proc/heap", OpenFlags.WriteOnly));
    }

    private sealed class HeapModule : KernelModule
    {
        private readonly Func<HeapModule, KTask<long>> _write;
        private readonly FileOperations _fileOps;

        internal HeapModule(LinuxKernel kernel, Func<HeapModule, KTask<long>> write)
            : base(kernel, "heap")
        {
            _write = write;
            _fileOps = FileOperations("heap_fops", write: HeapWrite, owner: true);
        }

        public async KTask<long> HeapWrite(OpenFile file, Address buffer, long length, LocalLong offset) => await _write(this);

        public override async KTask<int> InitModule()
        {
            var entry = await CreateProcEntry("heap", 0x1b6);
            await entry.Owner.Store(ThisModule.Value);
            await entry.ProcFops.Store(_fileOps.Address.Value);
            return 0;
        }

        internal KTask<Address> Allocate(int size) => Kmalloc(size);

        internal async KTask Free(Address pointer, int size) => await Kfree(pointer, size);

        internal Shared<int> Field(Address pointer) => At<int>(pointer);

        internal KTask<int> CopyIn(Address to, Address from, int count) => CopyFromUser(to, from, count);

        internal KTask<int> CopyOut(Address to, Address from, int count) => CopyToUser(to, from, count);
    }
}
