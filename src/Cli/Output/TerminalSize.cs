using System.Globalization;
using System.Runtime.InteropServices;

namespace Smp.Cli;

/// <summary>
/// The width of the terminal behind standard output or standard error. .NET's own answer puts the terminal into another
/// mode with an escape sequence, which must not be where no colours are wanted; so Linux is asked first.
/// </summary>
internal static class TerminalSize
{
    private const int WindowSizeRequest = 0x5413;

    internal static int Width(int descriptor, bool mayEscape)
    {
        if (OperatingSystem.IsLinux() && WindowSizeOf(descriptor, WindowSizeRequest, out var size) == 0 && size.Columns > 0)
        {
            return size.Columns;
        }

        if (mayEscape || OperatingSystem.IsWindows())
        {
            try
            {
                return Console.WindowWidth is > 0 and var width ? width : Terminal.DefaultWidth;
            }
            catch (IOException)
            {
                return Terminal.DefaultWidth;
            }
        }

        return int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            ? columns
            : Terminal.DefaultWidth;
    }

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int WindowSizeOf(int descriptor, nuint request, out WindowSize size);

    /// <summary><c>struct winsize</c> of asm-generic/termios.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort PixelsX;
        public readonly ushort PixelsY;
    }
}
