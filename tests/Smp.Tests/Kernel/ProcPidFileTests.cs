using Smp.Kernel;
using Smp.Machine;
using Smp.Scenarios;

namespace Smp.Tests.Kernel;

/// <summary>Files that every process has: gone with it, and a process that is looked at is held meanwhile.</summary>
public sealed class ProcPidFileTests
{
    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_reader_that_tests_and_gives_back_is_proved(string environment)
        => Explored.MustProve(environment, stage => ReadWhileItEnds(stage, Looking.TestsAndGivesBack));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_reader_that_keeps_the_process_is_found(string environment)
        => Explored.MustFind(environment, "never", stage => ReadWhileItEnds(stage, Looking.Keeps));

    [Theory]
    [InlineData("S26")]
    [InlineData("S68p")]
    public void A_reader_that_gives_back_twice_is_found(string environment)
        => Explored.MustFind(environment, "refcount-underflow", stage => ReadWhileItEnds(stage, Looking.GivesBackTwice));

    public enum Looking
    {
        TestsAndGivesBack,
        Keeps,
        GivesBackTwice,
    }

    private static void ReadWhileItEnds(Stage stage, Looking looking)
    {
        stage.Load(k => new PidModule(k, looking));
        var target = stage.Process("target", async p => await p.Compute("works"));
        var result = stage.Ghost("result");
        var done = stage.Ghost("done");
        stage.Process("reader", async p =>
        {
            long fd = await p.Open($"/proc/{target.Pid}/test");
            result.Value = fd < 0 ? fd : await p.Read(fd, Address.Null, 1);
            done.Value = 1;
        });
        stage.Never("the process is held for good", () => done.Value == 1 && stage.Kernel.ProcPidFiles.ReferencesTo(target.Task) != 0);
        stage.Reach("it was there", () => result.Value == 1);
        stage.Reach("it had gone before the look-up", () => result.Value == -Errno.ENOENT);
        stage.Reach("it had gone after the look-up", () => result.Value == -Errno.ESRCH);
    }

    private sealed class PidModule : KernelModule
    {
        private readonly Looking _looking;

        internal PidModule(LinuxKernel kernel, Looking looking)
            : base(kernel, "pid_test")
        {
            _looking = looking;
            DeclarePidFile("test", 0x124, FileOperations("pid_fops", TestOpen, read: TestRead));
        }

        public override KTask<int> InitModule() => new(0);

        public KTask<int> TestOpen(Inode inode, OpenFile file) => new(0);

        public async KTask<long> TestRead(OpenFile file, Address buffer, long length, LocalLong offset)
        {
            var task = await GetProcTask(InodeOfProcess(file));
            if (task is null)
            {
                return -Errno.ESRCH;
            }

            if (_looking != Looking.Keeps)
            {
                await PutTaskStruct(task);
            }

            if (_looking == Looking.GivesBackTwice)
            {
                await PutTaskStruct(task);
            }

            return 1;
        }
    }
}
