using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;
using Smp.Tests.Kernel;

namespace Smp.Tests.Modules;

/// <summary>
/// The corrected chardev.c that has an ioctl, with one fix taken out: the bug comes back on its own stage and under its own
/// name. And the program of the guide, whole, on the corrected module.
/// </summary>
public sealed class ChardevIoctlMutantTests
{
    [Fact]
    public void IOC_1_a_claim_that_tests_and_then_sets() => MustComeBack("S68", "IOC-1", k => new TestsThenSets(k));

    [Theory]
    [InlineData("UP", "IOC-2")]
    [InlineData("S26", "IOC-2")]
    [InlineData("S26", "IOC-3")]
    [InlineData("S26", "IOC-4")]
    [InlineData("S26", "IOC-11")]
    [InlineData("S68", "IOC-11")]
    public void IOC_2_3_4_11_a_message_without_its_mutex(string environment, string bug) => MustComeBack(environment, bug, k => new LocksNothing(k));

    [Fact]
    public void IOC_5_no_room_for_a_NUL() => MustComeBack("U0", "IOC-5", k => new FillsAll(k));

    [Fact]
    public void IOC_6_no_NUL_behind_the_text() => MustComeBack("U0", "IOC-6", k => new TerminatesNothing(k));

    [Fact]
    public void IOC_7_any_index() => MustComeBack("U0", "IOC-7", k => new TakesAnyIndex(k));

    [Fact]
    public void IOC_8_as_much_as_there_is() => MustComeBack("U0", "IOC-8", k => new GivesAll(k));

    [Theory]
    [InlineData("UP")]
    [InlineData("B20")]
    [InlineData("S26")]
    public void IOC_9_a_text_fetched_twice(string environment) => MustComeBack(environment, "IOC-9", k => new FetchesTwice(k));

    [Fact]
    public void IOC_10_get_user_is_not_looked_at() => MustComeBack("U0", "IOC-10", k => new HidesFaults(k));

    [Fact]
    public void IOC_12_operations_without_an_owner() => MustComeBack("S26", "IOC-12", k => new ChardevIoctlFixed(k, owner: false));

    [Theory]
    [InlineData("U0", "IOC-13")]
    [InlineData("S68", "IOC-13")]
    [InlineData("UP", "IOC-14")]
    public void IOC_13_14_a_reference_to_oneself(string environment, string bug) => MustComeBack(environment, bug, k => new PinsItself(k));

    [Fact]
    public void IOC_15_a_flag_that_two_set_and_two_count_down() => MustComeBack("S68", "IOC-15", k => new Counts(k));

    [Fact]
    public void IOC_16_every_command_succeeds() => MustComeBack("U0", "IOC-16", k => new KnowsAll(k));

    [Fact]
    public void IOC_17_a_character_as_a_result() => MustComeBack("U0", "IOC-17", k => new ReturnsTheByte(k));

    [Theory]
    [InlineData("U0")]
    [InlineData("B20")]
    [InlineData("S68p")]
    public void The_program_of_the_guide_sets_a_message_and_gets_it(string environment)
        => Explored.MustProve(environment, stage =>
        {
            const string Text = "by ioctl";
            var module = stage.Load(k => new ChardevIoctlFixed(k));
            stage.DeviceNode("/dev/char_dev", ChardevIoctlModule.MajorNum, 0);
            var program = new IoctlProgram(stage, module);
            var message = stage.UserString("message", Text);
            var buffer = stage.UserBuffer("buffer", 16);
            var place = stage.UserBuffer("place", 8);
            var letters = stage.Ghost("letters");
            var got = stage.Ghost("got");
            stage.Process("ioctl", async p =>
            {
                long fd = await p.Open("/dev/char_dev");
                await program.SetMsg(p, fd, message);
                got.Value = 1 + await program.GetMsg(p, fd, buffer, 16);
                int i = 0;
                while (await program.GetNthByte(p, fd, i, place) is var c && c == (i < Text.Length ? Text[i] : 0) && c != 0)
                {
                    i++;
                }

                letters.Value = i;
                await p.Close(fd);
            });
            stage.Reach("all of it came back", () => letters.Value == Text.Length && got.Value == 1 && new Shared<byte>(stage.Computer, buffer + Text.Length).Inspect() == 0);
        });

    private static void MustComeBack(string environment, string bug, Func<LinuxKernel, ChardevIoctlFixed> mutant)
        => Twins.MustComeBack($"ioctl/{bug}", environment, ChardevIoctlScenarios.With(bug, mutant).Build);

    private class TestsThenSets(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override KTask<bool> Claim() => UnsafeFlag.TestThenSet(InUse, nameof(DeviceOpen));
    }

    private sealed class Counts(LinuxKernel kernel) : TestsThenSets(kernel)
    {
        protected override KTask GiveBack() => UnsafeFlag.CountDown(InUse, nameof(DeviceRelease));
    }

    private sealed class LocksNothing(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override KTask<int> Lock(string function) => new(0);

        protected override KTask Unlock(string function) => KTask.Completed;
    }

    private sealed class FillsAll(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override int Room => BufLen;
    }

    private sealed class TerminatesNothing(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override bool Terminates => false;
    }

    private sealed class TakesAnyIndex(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override bool IsIndex(int index) => true;
    }

    private sealed class GivesAll(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override int Fitting(int room) => BufLen;
    }

    private sealed class FetchesTwice(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override async KTask<int> Fetch(LocalBytes text, Address user)
        {
            int length = 0;
            while (length < Room && await GetUser(user + length, function: nameof(DeviceIoctl)) > 0)
            {
                length++;
            }

            // With the NUL, which is not looked for a second time.
            for (int i = 0; i <= length; i++)
            {
                text[i] = (byte)await GetUser(user + i, function: nameof(DeviceIoctl));
            }

            return length + 1;
        }
    }

    private sealed class HidesFaults(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override bool IsFault(int result) => false;
    }

    private sealed class PinsItself(LinuxKernel kernel) : ChardevIoctlFixed(kernel, owner: false)
    {
        public override async KTask<int> DeviceOpen(Inode inode, OpenFile file)
        {
            int result = await base.DeviceOpen(inode, file);
            if (result == 0)
            {
                await TryModuleGet(ThisModule);
            }

            return result;
        }

        public override async KTask<int> DeviceRelease(Inode inode, OpenFile file)
        {
            await base.DeviceRelease(inode, file);
            await ModulePut(ThisModule);
            return 0;
        }
    }

    private sealed class KnowsAll(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        protected override long Unknown => 0;
    }

    private sealed class ReturnsTheByte(LinuxKernel kernel) : ChardevIoctlFixed(kernel)
    {
        public override bool NthByteInMemory => false;

        protected override async KTask<long> NthByte(long param) => (sbyte)await Message.Load((int)param, function: nameof(DeviceIoctl));
    }
}
