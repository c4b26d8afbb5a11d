using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>
/// ioctl.c of the Linux Kernel Module Programming Guide (chapter 7): the program that talks to the device by ioctl, and that
/// takes the numbers of the commands from the module's header.
/// </summary>
/// <param name="stage">The stage it runs on.</param>
/// <param name="header">The module, as far as its header goes.</param>
public sealed class IoctlProgram(Stage stage, ChardevIoctlModule header)
{
    /// <summary>ioctl_set_msg: 0, or a negative errno.</summary>
    public async KTask<long> SetMsg(UserProcess process, long descriptor, Address message)
    {
        ArgumentNullException.ThrowIfNull(process);
        return await process.Ioctl(descriptor, header.SetMsg, message.Value);
    }

    /// <summary>ioctl_get_msg, into a buffer of <paramref name="room"/> bytes: 0, or a negative errno.</summary>
    public async KTask<long> GetMsg(UserProcess process, long descriptor, Address message, int room)
    {
        ArgumentNullException.ThrowIfNull(process);
        return await process.Ioctl(descriptor, header.GetMsg(room), message.Value);
    }

    /// <summary>
    /// ioctl_get_nth_byte for one character: it, or a negative errno. <paramref name="place"/> is a byte of the program's, for
    /// a header that wants one.
    /// </summary>
    public async KTask<long> GetNthByte(UserProcess process, long descriptor, int index, Address place)
    {
        ArgumentNullException.ThrowIfNull(process);
        if (!header.NthByteInMemory)
        {
            return await process.Ioctl(descriptor, header.GetNthByte, index);
        }

        await process.Store(place, (byte)index);
        long result = await process.Ioctl(descriptor, header.GetNthByte, place.Value);
        return result < 0 ? result : await new Shared<byte>(stage.Computer, place).Load();
    }
}
