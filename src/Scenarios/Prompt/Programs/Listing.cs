using System.Globalization;
using System.Text;
using Smp.Kernel;

namespace Smp.Scenarios;

/// <summary>A file that ls lists.</summary>
/// <param name="Name">Its name, as it is printed.</param>
/// <param name="Status">What stat(2) says of it, in a long list.</param>
/// <param name="Target">Where it leads, if it is a symbolic link.</param>
internal readonly record struct ListedFile(string Name, FileStatus Status, string Target);

/// <summary>What ls(1) prints of files.</summary>
internal static class Listing
{
    /// <summary>When every file was changed last: when the machine was booted.</summary>
    private const string Date = "Feb  3 10:28";

    private const int TerminalWidth = 80;
    private const int Gap = 2;

    /// <summary>The lines for some files.</summary>
    internal static string Of(IReadOnlyList<ListedFile> files, ProgramOptions options)
        => options.Has('l') ? Long(files)
            : options.Has('1') ? string.Concat(files.Select(file => file.Name + "\n"))
            : Columns([.. files.Select(file => file.Name)]);

    /// <summary>As many columns as fit, filled downwards.</summary>
    private static string Columns(string[] names)
    {
        if (names.Length == 0)
        {
            return "";
        }

        int columns = names.Length;
        while (columns > 1 && Widths(names, columns).Sum() >= TerminalWidth)
        {
            columns--;
        }

        int rows = Rows(names, columns);
        int[] widths = Widths(names, columns);
        var text = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            int at = 0;
            for (int i = row; i < names.Length; i += rows)
            {
                bool isLast = i + rows >= names.Length;
                text.Append(isLast ? names[i] : names[i].PadRight(widths[at++]));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static int Rows(string[] names, int columns) => (names.Length + columns - 1) / columns;

    /// <summary>How wide each column is, with the gap behind all but the last.</summary>
    private static int[] Widths(string[] names, int columns)
    {
        int rows = Rows(names, columns);
        int[] widths = new int[columns];
        for (int i = 0; i < names.Length; i++)
        {
            int column = i / rows;
            widths[column] = Math.Max(widths[column], names[i].Length + (column == columns - 1 ? 0 : Gap));
        }

        return widths;
    }

    private static string Long(IReadOnlyList<ListedFile> files)
    {
        var devices = files.Where(file => IsDevice(file.Status)).Select(file => file.Status.Device & 0xff);
        int minors = devices.Select(minor => minor.ToString(CultureInfo.InvariantCulture).Length).DefaultIfEmpty(1).Max();
        string[][] rows = [.. files.Select(file => Row(file, minors))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row[0]} {row[1].PadLeft(Width(rows, 1))} {row[2].PadRight(Width(rows, 2))} ");
            text.Append(CultureInfo.InvariantCulture, $"{row[3].PadRight(Width(rows, 3))} {row[4].PadLeft(Width(rows, 4))} {Date} {row[5]}\n");
        }

        return text.ToString();
    }

    private static int Width(string[][] rows, int field) => rows.Max(row => row[field].Length);

    private static bool IsDevice(FileStatus status) => status.Is(FileStatus.CharacterType) || status.Is(FileStatus.BlockType);

    /// <summary>Mode, links, owner, group, size or device, and name.</summary>
    private static string[] Row(ListedFile file, int minors)
    {
        var status = file.Status;
        string minor = (status.Device & 0xff).ToString(CultureInfo.InvariantCulture).PadLeft(minors);
        string size = IsDevice(status) ? $"{status.Device >> 8}, {minor}" : status.Size.ToString(CultureInfo.InvariantCulture);
        string name = file.Target.Length == 0 ? file.Name : $"{file.Name} -> {file.Target}";
        return [ModeText(status.Mode), status.Links.ToString(CultureInfo.InvariantCulture), Owner(status.Uid), Owner(status.Gid), size, name];
    }

    private static string Owner(long id) => id == 0 ? "root" : id.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>-rw-r--r--</c>, with the sticky bit.</summary>
    private static string ModeText(int mode)
    {
        const string Letters = "rwxrwxrwx";
        Span<char> text = stackalloc char[1 + Letters.Length];
        text[0] = (mode & FileStatus.TypeMask) switch
        {
            FileStatus.DirectoryType => 'd',
            FileStatus.CharacterType => 'c',
            FileStatus.BlockType => 'b',
            FileStatus.FifoType => 'p',
            FileStatus.LinkType => 'l',
            _ => '-',
        };
        for (int i = 0; i < Letters.Length; i++)
        {
            text[1 + i] = (mode & (0x100 >> i)) != 0 ? Letters[i] : '-';
        }

        if ((mode & 0x200) != 0)
        {
            text[^1] = text[^1] == 'x' ? 't' : 'T';
        }

        return new string(text);
    }
}
