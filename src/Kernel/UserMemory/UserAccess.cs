using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// get_user, put_user and the copies: the only way from the kernel to user memory. Each may fault (-EFAULT on an address
/// the process does not have) and, where the environment offers it, sleep for the page. In task context, not atomic.
/// </summary>
/// <remarks>After include/asm-i386/uaccess.h of 2.6.11: get_user stores 0 when it faults.</remarks>
public sealed class UserAccess
{
    private readonly LinuxKernel _kernel;

    internal UserAccess(LinuxKernel kernel) => _kernel = kernel;

    /// <summary>put_user(value, to): 0, or -EFAULT.</summary>
    public async KTask<int> PutUser(byte value, Address to, Site site)
    {
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await MayFault(site);
        }

        _kernel.Computer.Announce(Operation.CopyOut, to, site, argument: value);
        return (int)await new Step<PutBody>(_kernel.Computer, new PutBody(_kernel, value, to));
    }

    /// <summary>get_user(x, from): the byte, or -EFAULT (and then C's x is 0).</summary>
    public async KTask<int> GetUser(Address from, Site site)
    {
        if (_kernel.Profile.UserCopiesMaySleep)
        {
            await MayFault(site);
        }

        _kernel.Computer.Announce(Operation.CopyIn, from, site);
        return (int)await new Step<GetBody>(_kernel.Computer, new GetBody(_kernel, from));
    }

    /// <summary>copy_to_user: the number of bytes not copied. What lies before the fault is copied.</summary>
    public async KTask<int> CopyToUser(Address to, Address from, int count, Site site)
    {
        int done = 0;
        while (done < count)
        {
            if (_kernel.Profile.UserCopiesMaySleep)
            {
                await MayFault(site);
            }

            int chunk = NextChunk(done, count) - done;
            _kernel.Computer.Announce(Operation.CopyOut, from + done, site, chunk, argument: chunk);
            int missing = (int)await new Step<CopyBody>(_kernel.Computer, new CopyBody(_kernel, to + done, from + done, chunk, 0));
            if (missing != 0)
            {
                return count - done - (chunk - missing);
            }

            done += chunk;
        }

        return 0;
    }

    /// <summary>copy_from_user: the number of bytes not copied. What lies before the fault is copied, what is left is zeroed.</summary>
    public async KTask<int> CopyFromUser(Address to, Address from, int count, Site site)
    {
        int done = 0;
        while (done < count)
        {
            if (_kernel.Profile.UserCopiesMaySleep)
            {
                await MayFault(site);
            }

            int chunk = NextChunk(done, count) - done;
            _kernel.Computer.Announce(Operation.CopyIn, to + done, site, chunk, argument: chunk);
            int missing = (int)await new Step<CopyBody>(_kernel.Computer, new CopyBody(_kernel, to + done, from + done, chunk, count - done));
            if (missing != 0)
            {
                return count - done - (chunk - missing);
            }

            done += chunk;
        }

        return 0;
    }

    /// <summary>
    /// A method has returned a number of bytes: it may count neither what was not asked for nor what faulted. Inside the
    /// step with which it returned.
    /// </summary>
    internal void CheckResult(long result, long length, string call)
    {
        long copied = _kernel.Current.Copied;
        _kernel.Current.Copied = 0;
        if (copied < 0 && (result > ~copied || result == 0))
        {
            _kernel.Computer.Complain(
                "fault-hidden",
                Address.Null,
                result == 0
                    ? $"{call} returned 0 after a copy that had failed: the fault is not reported (EFAULT)"
                    : $"{call} returned {result} although only {~copied} bytes could be copied: the fault is not reported (EFAULT)");
        }
        else if (result > length)
        {
            _kernel.Computer.Complain("count-exceeded", Address.Null, $"{call} returned {result} although {length} {(length == 1 ? "byte was" : "bytes were")} asked for");
        }
    }

    /// <summary>A method for ioctl(2) has returned: it may not say that all is well if a byte faulted. Inside the step with which it returned.</summary>
    internal void CheckIoctlResult(long result)
    {
        long copied = _kernel.Current.Copied;
        _kernel.Current.Copied = 0;
        if (copied < 0 && result >= 0)
        {
            _kernel.Computer.Complain(
                "fault-hidden",
                Address.Null,
                $"ioctl returned {result} although user memory could not be reached: the fault is not reported (EFAULT)");
        }
    }

    /// <summary>Notes in the current task, if there is one, how many bytes were copied, and whether the next one could not be. Inside a step.</summary>
    private static void Account(LinuxKernel kernel, int bytes, bool faulted)
    {
        if (kernel.CurrentOrNull is { } task && task.Copied is >= 0 and var copied)
        {
            task.Copied = faulted ? ~(copied + bytes) : copied + bytes;
        }
    }

    /// <summary>Where a copy's next step ends: after the first byte, in the middle, before the last byte, at the end.</summary>
    internal static int NextChunk(int done, int count)
    {
        if (count <= 2 || done == count - 1)
        {
            return done == 0 && count == 2 ? 1 : count;
        }

        return done == 0 ? 1 : done < count / 2 ? count / 2 : count - 1;
    }

    /// <summary>
    /// A page fault, or an allocation that has to wait for memory: may or may not happen, once in a call, and puts the
    /// task to sleep if it does.
    /// </summary>
    internal async KTask MayFault(Site site)
    {
        if (_kernel.CurrentOrNull is { HasFaulted: true })
        {
            return;
        }

        _kernel.Computer.Announce(Operation.PageFault, Address.Null, site);
        long slept = await new Step<FaultBody>(_kernel.Computer, new FaultBody(_kernel));
        if (slept != 0 && _kernel.BigKernelLock.MustRetake(_kernel.Current))
        {
            await _kernel.Retake(site);
        }
    }

    internal static bool IsUser(Computer computer, Address address)
        => computer.Memory.IsAccessible(address, 1, initialised: false)
            && computer.Memory.RegionNear(address) is { Kind: RegionKind.User };

    /// <summary>How many of <paramref name="count"/> bytes the process has, up to the first that it has not.</summary>
    private static int UserBytes(KernelMemory memory, Address start, int count)
    {
        if (memory.RegionNear(start) is not { Kind: RegionKind.User } region)
        {
            return 0;
        }

        int length = Math.Max(0, Math.Min(count, region.Size - (start - region.Start)));
        int bytes = 0;
        while (bytes < length && memory.IsAccessible(start + bytes, 1, initialised: false))
        {
            bytes++;
        }

        return bytes;
    }

    /// <summary>A byte as C writes it: <c>'a'</c>, <c>'\n'</c>, <c>'\0'</c>, else the number.</summary>
    private static string Character(int value) => value switch
    {
        0 => "'\\0'",
        '\n' => "'\\n'",
        >= ' ' and < 127 => $"'{(char)value}'",
        _ => $"{value}",
    };

    /// <summary>A place in user memory: <c>buffer[2]</c>.</summary>
    private static string UserName(Computer computer, Address address)
    {
        var region = computer.Memory.RegionOf(address);
        return region is not { Kind: RegionKind.User, Size: > 1 }
            ? computer.Memory.NameOf(address)
            : $"{region.Name}[{address - region.Start}]";
    }

    internal readonly struct PutBody(LinuxKernel kernel, byte value, Address to) : IStepBody
    {
        public long Run(Computer computer)
        {
            AtomicContext.Refuses(kernel, "put_user()");
            bool faults = !IsUser(computer, to);
            Account(kernel, faults ? 0 : 1, faults);
            if (computer.Recording)
            {
                computer.Note($"put_user({Character(value)}, {UserName(computer, to)}) = {(faults ? "-EFAULT" : "0")}");
            }

            if (faults)
            {
                return -Errno.EFAULT;
            }

            computer.Memory.Write(to, value);
            return 0;
        }
    }

    internal readonly struct GetBody(LinuxKernel kernel, Address from) : IStepBody
    {
        public long Run(Computer computer)
        {
            AtomicContext.Refuses(kernel, "get_user()");
            bool faults = !IsUser(computer, from);
            Account(kernel, faults ? 0 : 1, faults);
            int result = faults ? -Errno.EFAULT : computer.Memory.Read<byte>(from);
            if (computer.Recording)
            {
                computer.Note($"get_user({UserName(computer, from)}) = {(faults ? "-EFAULT" : Character(result))}");
            }

            return result;
        }
    }

    /// <summary>
    /// One step of a copy: the number of bytes that a fault left out, 0 for none. To the kernel, a fault zeroes all that is
    /// left of the copy (<paramref name="rest"/> bytes; 0: to the user).
    /// </summary>
    /// <remarks>
    /// __copy_user and __copy_user_zeroing of arch/i386/lib/usercopy.c of 2.6.11: a prefix arrives. What is zeroed is
    /// kernel memory like any other, whether or not there was room for it.
    /// </remarks>
    internal readonly struct CopyBody(LinuxKernel kernel, Address to, Address from, int count, int rest) : IStepBody
    {
        public long Run(Computer computer)
        {
            bool toUser = rest == 0;
            AtomicContext.Refuses(kernel, toUser ? "copy_to_user()" : "copy_from_user()");
            var memory = computer.Memory;
            var user = toUser ? to : from;
            int copied = UserBytes(memory, user, count);
            bool faults = copied < count;
            int touched = faults ? Math.Max(rest, copied) : count;
            computer.NoteAccess(toUser ? from : to, touched, isWrite: !toUser, isMarked: false);
            Account(kernel, copied, faults);
            memory.Copy(to, from, copied);

            if (computer.Recording)
            {
                string left = !faults ? "" : copied == 0 ? ", fault" : $", fault after {copied}";
                computer.Note($"{(toUser ? "copy_to_user" : "copy_from_user")}: {count} byte{(count == 1 ? "" : "s")}{left}");
            }

            if (touched > count && !computer.Check(to + count, touched - count, reads: false))
            {
                return count - copied;
            }

            memory.Clear(to + copied, touched - copied);
            return count - copied;
        }
    }

    internal readonly struct FaultBody(LinuxKernel kernel) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (AtomicContext.Refuses(kernel, "something that waits for memory") || computer.ChooseValue(2) == 0)
            {
                return 0;
            }

            var task = kernel.Current;
            task.HasFaulted = true;
            if (computer.Recording)
            {
                computer.Note("waits for a page: sleeps");
            }

            // The page arrives whenever it arrives: the task is runnable again at once, but others may go first.
            kernel.BigKernelLock.DropInSchedule(task);
            kernel.Scheduler.Yield(task);
            return 1;
        }
    }
}
