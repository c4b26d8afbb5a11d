using Smp.Machine;

namespace Smp.Kernel;

/// <summary>
/// The compiler's part of the checks on copies to and from user memory: an object whose size is a constant, and a length
/// that does not fit it. Nothing is copied, and the kernel says so.
/// </summary>
/// <remarks>
/// After check_copy_size (include/linux/thread_info.h) and __copy_overflow (mm/maccess.c) of 6.8. Older kernels copy on
/// past the end of the object. What the allocator knows of an object (__check_object_size) comes to the same here: the
/// memory refuses the first piece of the copy that is not the object's.
/// </remarks>
internal static class HardenedCopy
{
    /// <summary>Whether a copy of <paramref name="count"/> bytes is refused that an array of <paramref name="size"/> bytes is one end of.</summary>
    internal static bool Refuses(LinuxKernel kernel, int size, long count)
        => kernel.Profile.Generation == KernelGeneration.V68 && count > size;

    /// <summary>The refusal: a step that complains. All bytes are left uncopied, and none is zeroed.</summary>
    internal static async KTask<int> Overflow(LinuxKernel kernel, SharedBytes array, long count, Operation operation, Site site)
    {
        kernel.Computer.Announce(operation, array.Address, site, argument: count);
        return (int)await new Step<OverflowBody>(kernel.Computer, new OverflowBody(array, count));
    }

    private readonly struct OverflowBody(SharedBytes array, long count) : IStepBody
    {
        public long Run(Computer computer)
        {
            if (computer.Recording)
            {
                computer.Note($"check_copy_size: {count} bytes, refused");
            }

            computer.Complain("out-of-bounds", array.Address, $"Buffer overflow detected ({array.Length} < {count})!");
            return Math.Min(count, int.MaxValue);
        }
    }
}
