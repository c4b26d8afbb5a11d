using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// Calls from the kernel into a module: entering its text and leaving it are steps of their own, at which the text must
/// still be there.
/// </summary>
internal static class ModuleCalls
{
    /// <summary>Jumps to a function; the step's value is for <see cref="LeaveModule"/>.</summary>
    internal static Step<EnterBody> EnterModule(
        this LinuxKernel kernel,
        Address function,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string caller = "")
    {
        kernel.Computer.Announce(Operation.Enter, function, new Site(file, line, caller), 1);
        return new Step<EnterBody>(kernel.Computer, new EnterBody(kernel, function));
    }

    /// <summary>Returns from it.</summary>
    internal static Step<LeaveBody> LeaveModule(
        this LinuxKernel kernel,
        Address function,
        long before,
        long result,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string caller = "")
    {
        kernel.Computer.Announce(Operation.Leave, function, new Site(file, line, caller));
        return new Step<LeaveBody>(kernel.Computer, new LeaveBody(kernel, function, before, result));
    }

    /// <summary>Calls a function of the kernel's own through a pointer that must still be there: no text to enter or to leave.</summary>
    internal static Step<CallThroughBody> CallThrough(
        this LinuxKernel kernel,
        Address function,
        Address pointer,
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0,
        [CallerMemberName] string caller = "")
    {
        kernel.Computer.Announce(Operation.Kernel, pointer, new Site(file, line, caller), 8);
        return new Step<CallThroughBody>(kernel.Computer, new CallThroughBody(kernel, function));
    }

    internal readonly struct CallThroughBody(LinuxKernel kernel, Address function) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note(kernel.Text.Resolve(function).Name);
            }

            return 0;
        }
    }

    internal readonly struct EnterBody(LinuxKernel kernel, Address function) : IStepBody
    {
        public long Run(Computer computer)
        {
            var target = kernel.Text.Resolve(function);
            if (computer.Recording)
            {
                computer.Note(target.Name);
            }

            computer.Acquire(target.Region);
            kernel.ProcPidText.Enters(function);
            return computer.EnterText(target.Region).Value;
        }
    }

    internal readonly struct LeaveBody(LinuxKernel kernel, Address function, long before, long result) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note(kernel.Text.Resolve(function).Name);
            }

            kernel.ProcPidText.Enters(Address.Null);
            computer.EnterText(new Address((int)before));
            return result;
        }
    }
}
