using System.Globalization;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>dd(1): copies in blocks; a block is one read(2) and one write(2).</summary>
/// <remarks>
/// After src/dd.c of coreutils. A block is no longer than the buffer of a process. With 6.8's dd the time that the copy took
/// is none: the machine's clock did not go on.
/// </remarks>
internal sealed class Dd() : ShellProgram("dd if=FILE [of=FILE] [bs=BYTES] [count=BLOCKS] [skip=BLOCKS] [seek=BLOCKS]", "copies in blocks: one read and one write each")
{
    private const int UsualBlock = 512;

    private static readonly string[] s_numbers = ["bs", "ibs", "obs", "count", "skip", "seek"];

    /// <inheritdoc/>
    public override ProgramCall Parse(IReadOnlyList<string> arguments) => ProgramCall.Run(process => Main(process, arguments));

    private static async KTask<int> Main(ShellProcess process, IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string argument in arguments)
        {
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? "" : argument[..equals];
            if (name is not ("if" or "of") && Array.IndexOf(s_numbers, name) < 0)
            {
                string wrong = process.Quote(argument);
                return await process.Misused(process.IsModern() ? $"unrecognized operand {wrong}" : equals < 0 ? $"unrecognized option {wrong}" : $"unrecognized option {process.Quote(name)}={process.Quote(argument[(equals + 1)..])}");
            }

            given[name] = argument[(equals + 1)..];
            if (name is not ("if" or "of") && NumberIn(given, name, 0) is var number && (number < 0 || (number == 0 && name.EndsWith("bs", StringComparison.Ordinal))))
            {
                await process.Error(process.IsModern() ? $"invalid number: {process.Quote(given[name])}" : $"invalid number {process.Quote(given[name])}");
                return 1;
            }
        }

        int size = (int)Math.Min(NumberIn(given, "bs", NumberIn(given, "ibs", UsualBlock)), ShellProcess.BufferSize);
        return await Run(process, given, size);
    }

    private static async KTask<int> Run(ShellProcess process, Dictionary<string, string> given, int size)
    {
        string? source = given.GetValueOrDefault("if");
        string? target = given.GetValueOrDefault("of");
        long input = source is null ? -1 : await process.Open(source);
        if (source is not null && input < 0)
        {
            return await NotOpened(process, source, input);
        }

        long output = target is null ? -1 : await process.Open(target, OpenFlags.WriteOnly);
        if (target is not null && output < 0)
        {
            return await NotOpened(process, target, output);
        }

        if (input >= 0 && NumberIn(given, "skip", 0) is > 0 and var skipped)
        {
            await Skip(process, input, skipped, size);
        }

        if (output >= 0 && NumberIn(given, "seek", 0) is > 0 and var sought)
        {
            await process.Process.Lseek(output, sought * size, Whence.Current);
        }

        long most = input < 0 ? 0 : NumberIn(given, "count", long.MaxValue);
        var (status, records) = await Copy(process, input, output, new DdRecords(size), most, source ?? "", target ?? "standard output");
        await records.Print(process);
        return status;
    }

    private static async KTask<(int Status, DdRecords Records)> Copy(ShellProcess process, long input, long output, DdRecords records, long most, string source, string target)
    {
        for (long i = 0; i < most; i++)
        {
            long count = await process.Read(input, records.Size);
            if (count < 0)
            {
                await process.Error($"{(process.IsModern() ? "error " : "")}reading {process.Quote(source)}: {ErrorText.Of(count)}");
                return (1, records);
            }

            if (count == 0)
            {
                break;
            }

            records = records.In(count);
            long written = output < 0 ? await process.Write(process.TextOf(count)) : await process.Process.Write(output, process.Buffer, count);
            written = output < 0 && written == 0 ? count : written;
            if (written < 0)
            {
                await process.Error($"{(process.IsModern() ? "error " : "")}writing {(process.IsModern() ? "" : "to ")}{process.Quote(target)}: {ErrorText.Of(written)}");
                return (1, records);
            }

            records = records.Out(written);
        }

        return (0, records);
    }

    /// <summary>skip_via_lseek; where that is refused, the blocks are read.</summary>
    private static async KTask Skip(ShellProcess process, long input, long blocks, int size)
    {
        if (await process.Process.Lseek(input, blocks * size, Whence.Current) >= 0)
        {
            return;
        }

        for (long i = 0; i < blocks && await process.Read(input, size) > 0; i++)
        {
        }
    }

    private static async KTask<int> NotOpened(ShellProcess process, string path, long error)
    {
        await process.Error($"{(process.IsModern() ? "failed to open" : "opening")} {process.Quote(path)}: {ErrorText.Of(error)}");
        return 1;
    }

    /// <summary>A number with a suffix, if there is one; -1 if it is none.</summary>
    private static long NumberIn(Dictionary<string, string> given, string name, long otherwise)
    {
        if (given.GetValueOrDefault(name) is not { } text)
        {
            return otherwise;
        }

        long unit = text.Length == 0 ? 1 : text[^1] switch { 'k' or 'K' => 1024, 'b' => 512, 'w' => 2, 'M' => 1024 * 1024, _ => 1 };
        string digits = unit > 1 || text.EndsWith('c') ? text[..^1] : text;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number * unit : -1;
    }
}
