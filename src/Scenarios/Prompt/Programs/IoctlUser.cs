using System.Text;
using Smp.Machine;
using Smp.Modules;

namespace Smp.Scenarios;

/// <summary>
/// ioctl.c of the Linux Kernel Module Programming Guide (chapter 7): asks the device for its message, byte by byte and whole,
/// and gives it another one.
/// </summary>
/// <remarks>It takes the numbers of the commands from the header of the module, as it is on the shelf.</remarks>
internal sealed class IoctlUser() : ShellProgram("ioctl", "the guide's program for the device of chardev_ioctl.ko (mknod char_dev c 100 0)")
{
    private const string Device = "char_dev";
    private const string File = "chardev_ioctl";
    private const string Message = "Message passed by ioctl\n";
    private const int Room = 100;
    private const int Failed = 255;

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments) => ProgramCall.Run(Main);

    private static async KTask<int> Main(ShellProcess process)
    {
        long descriptor = await process.Open(Device);
        if (descriptor < 0 || process.Computer.Kernel.Loader.FileNamed(File) is not ChardevIoctlModule header)
        {
            await process.Write($"Can't open device file: {Device}\n");
            return Failed;
        }

        if (await GetNthBytes(process, descriptor, header) != 0 || await GetMsg(process, descriptor, header) != 0)
        {
            return Failed;
        }

        process.Fill(Message + "\0");
        long result = await process.Process.Ioctl(descriptor, header.SetMsg, process.Buffer.Value);
        if (result < 0)
        {
            await process.Write("ioctl_set_msg failed:-1\n");
            return Failed;
        }

        await process.Close(descriptor);
        return 0;
    }

    private static async KTask<int> GetNthBytes(ShellProcess process, long descriptor, ChardevIoctlModule header)
    {
        var text = new StringBuilder("get_nth_byte message:");
        int i = 0;
        while (true)
        {
            // C's char: what ioctl gives, or -1.
            long result = await process.Process.Ioctl(descriptor, header.GetNthByte, i++);
            sbyte c = result < 0 ? (sbyte)-1 : (sbyte)result;
            if (c < 0)
            {
                await process.Write($"{text}ioctl_get_nth_byte failed at the {i}'th byte:\n");
                return Failed;
            }

            text.Append((char)c);
            if (c == 0)
            {
                await process.Write($"{text}\n");
                return 0;
            }
        }
    }

    private static async KTask<int> GetMsg(ShellProcess process, long descriptor, ChardevIoctlModule header)
    {
        long result = await process.Process.Ioctl(descriptor, header.GetMsg(Room), process.Buffer.Value);
        if (result < 0)
        {
            await process.Write("ioctl_get_msg failed:-1\n");
            return Failed;
        }

        string text = process.TextOf(Room);
        await process.Write($"get_msg message:{text[..Math.Max(text.IndexOf('\0', StringComparison.Ordinal), 0)]}\n");
        return 0;
    }
}
