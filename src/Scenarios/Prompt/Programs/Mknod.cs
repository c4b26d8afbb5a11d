using System.Globalization;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>mknod(1): makes a device file.</summary>
internal sealed class Mknod() : ShellProgram("mknod NAME c MAJOR MINOR", "makes a device file: mknod char_dev c 100 0")
{
    private const int UsualMode = 0x1a4;
    private const int MaxNumber = 255;

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments)
    {
        var options = ProgramOptions.Parse(arguments, "m:", ("mode", 'm'));
        return ProgramCall.Run(process => options.AreWrong ? process.Misused(options) : Main(process, options));
    }

    private static async KTask<int> Main(ShellProcess process, ProgramOptions options)
    {
        var operands = options.Operands;
        if (CountIsWrong(process, operands) is { } wrong)
        {
            return await process.Misused(wrong);
        }

        int mode = ModeOf(options.ValueOf('m'));
        if (mode < 0)
        {
            await process.Error("invalid mode");
            return 1;
        }

        int type = operands[1] switch
        {
            "c" or "u" => FileStatus.CharacterType,
            "b" => FileStatus.BlockType,
            "p" => FileStatus.FifoType,
            _ => 0,
        };
        if (type == 0)
        {
            return await process.Misused($"invalid device type {process.Quote(operands[1])}");
        }

        int major = 0;
        int minor = 0;
        if (type != FileStatus.FifoType && !(IsNumber(operands[2], out major) && IsNumber(operands[3], out minor)))
        {
            bool isMajor = !IsNumber(operands[2], out major);
            await process.Error($"invalid {(isMajor ? "major" : "minor")} device number {process.Quote(operands[isMajor ? 2 : 3])}");
            return 1;
        }

        long result = await process.Process.Mknod(operands[0], major, minor, type | mode);
        if (result != 0)
        {
            await process.Error($"{process.QuoteBeforeColon(operands[0])}: {ErrorText.Of(result)}");
            return 1;
        }

        return 0;
    }

    /// <summary>What there is to say of the number of operands; null if it is right.</summary>
    private static string? CountIsWrong(ShellProcess process, List<string> operands)
    {
        bool isFifo = operands.Count > 1 && operands[1] == "p";
        int wanted = isFifo ? 2 : 4;
        if (operands.Count == wanted)
        {
            return null;
        }

        if (!process.IsModern())
        {
            return operands.Count < 2 ? "too few arguments"
                : operands.Count > 4 ? "too many arguments"
                : operands.Count == 3 ? "wrong number of arguments"
                : isFifo ? "major and minor device numbers may not be specified for fifo files"
                : operands[1] is "b" or "c" or "u" ? "when creating special files, major and minor device\nnumbers must be specified"
                : $"invalid device type {process.Quote(operands[1])}";
        }

        return operands.Count == 0 ? "missing operand"
            : operands.Count > wanted ? $"extra operand '{operands[wanted]}'"
            : $"missing operand after '{operands[^1]}'" + (operands.Count == 2 ? "\nSpecial files require major and minor device numbers." : "");
    }

    private static bool IsNumber(string text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= MaxNumber;

    /// <summary>An octal mode; -1 if it is none.</summary>
    private static int ModeOf(string? text)
    {
        if (text is null)
        {
            return UsualMode;
        }

        bool isOctal = text.Length is > 0 and <= 4 && text.AsSpan().IndexOfAnyExceptInRange('0', '7') < 0;
        return isOctal ? Convert.ToInt32(text, 8) & 0x1ff : -1;
    }
}
