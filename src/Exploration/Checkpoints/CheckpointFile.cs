using System.Text;
using Smp.Machine;

namespace Smp.Exploration;

/// <summary>
/// A file that holds where a hunt stands, and beside it one that grows: what is known of states, of which the first says how
/// much counts. Whatever happens while they are written, the first file is whole, old or new, and the other is at least as
/// long as it says.
/// </summary>
internal sealed class CheckpointFile : IDisposable
{
    private const string Magic = "smp checkpoint 1";
    private const string LogSuffix = ".states";

    private readonly string _path;
    private readonly string _hunt;
    private FileStream? _log;
    private long _logLength;
    private ulong _logHash;

    private CheckpointFile(string path, string hunt)
    {
        _path = path;
        _hunt = hunt;
    }

    /// <summary>What the file held; null if there was none.</summary>
    internal byte[]? Content { get; private init; }

    /// <summary>Opens a file, which need not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hunt">All that makes this hunt the one it is, a line each.</param>
    /// <exception cref="CheckpointException">The file is damaged, or belongs to another hunt.</exception>
    internal static CheckpointFile Open(string path, string hunt)
    {
        if (!File.Exists(path))
        {
            return new CheckpointFile(path, hunt);
        }

        try
        {
            byte[] all = File.ReadAllBytes(path);
            if (all.Length < 2 * sizeof(ulong) || BitConverter.ToUInt64(all, all.Length - sizeof(ulong)) != HashOf(0, all.AsSpan(..^sizeof(ulong))))
            {
                throw new InvalidDataException("it is damaged, or no checkpoint");
            }

            using var reader = new BinaryReader(new MemoryStream(all), Encoding.UTF8);
            if (reader.ReadString() != Magic)
            {
                throw new InvalidDataException("it is of another version");
            }

            if (Difference(reader.ReadString(), hunt) is { } difference)
            {
                throw new InvalidDataException($"it is of another hunt: {difference}");
            }

            return new CheckpointFile(path, hunt)
            {
                _logLength = reader.ReadInt64(),
                _logHash = reader.ReadUInt64(),
                Content = reader.ReadBytes(reader.ReadInt32()),
            };
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            throw Refused(path, e);
        }
    }

    internal static CheckpointException Refused(string path, Exception why) => new($"{path}: {why.Message}", why);

    /// <summary>What was added to the other file, up to what counts.</summary>
    /// <exception cref="CheckpointException">It is not what was written.</exception>
    internal byte[] ReadLog()
    {
        if (_logLength == 0)
        {
            return [];
        }

        try
        {
            using var log = new FileStream(_path + LogSuffix, FileMode.Open, FileAccess.Read);
            byte[] all = new byte[_logLength];
            log.ReadExactly(all);
            ulong hash = 0;
            using var reader = new BinaryReader(new MemoryStream(all));
            using var content = new MemoryStream();
            while (reader.BaseStream.Position < all.Length)
            {
                byte[] part = reader.ReadBytes(reader.ReadInt32());
                hash = HashOf(hash, part);
                content.Write(part);
            }

            return hash == _logHash ? content.ToArray() : throw new InvalidDataException("it is damaged");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Refused(_path + LogSuffix, e);
        }
    }

    /// <summary>Replaces the content, and adds to what the other file holds.</summary>
    /// <exception cref="MachineException">It cannot be written.</exception>
    internal void Write(ReadOnlySpan<byte> content, ReadOnlySpan<byte> addition)
    {
        try
        {
            if (!addition.IsEmpty)
            {
                AddToLog(addition);
            }

            using var all = new MemoryStream();
            using var writer = new BinaryWriter(all, Encoding.UTF8);
            writer.Write(Magic);
            writer.Write(_hunt);
            writer.Write(_logLength);
            writer.Write(_logHash);
            writer.Write(content.Length);
            writer.Write(content);
            writer.Write(HashOf(0, all.GetBuffer().AsSpan(0, (int)all.Length)));
            string temporary = _path + ".tmp";
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                file.Write(all.GetBuffer(), 0, (int)all.Length);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MachineException($"the checkpoint cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Replaces the content; nothing in the other file counts any more.</summary>
    /// <exception cref="MachineException">It cannot be written.</exception>
    internal void WriteAlone(ReadOnlySpan<byte> content)
    {
        _log?.Dispose();
        _log = null;
        (_logLength, _logHash) = (0, 0);
        Write(content, default);
        File.Delete(_path + LogSuffix);
    }

    /// <inheritdoc/>
    public void Dispose() => _log?.Dispose();

    private void AddToLog(ReadOnlySpan<byte> addition)
    {
        if (_log is null)
        {
            _log = new FileStream(_path + LogSuffix, FileMode.OpenOrCreate, FileAccess.Write);
            _log.SetLength(_logLength);
            _log.Seek(0, SeekOrigin.End);
        }

        _log.Write(BitConverter.GetBytes(addition.Length));
        _log.Write(addition);
        _log.Flush(flushToDisk: true);
        _logLength += sizeof(int) + addition.Length;
        _logHash = HashOf(_logHash, addition);
    }

    private static ulong HashOf(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Hashing.Fold(hash, (ulong)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Hashing.Fold(hash, BitConverter.ToUInt64(bytes));
        }

        foreach (byte one in bytes)
        {
            hash = Hashing.Fold(hash, one);
        }

        return hash;
    }

    private static string? Difference(string there, string here)
    {
        string[] theirs = there.Split('\n');
        string[] ours = here.Split('\n');
        for (int i = 0; i < Math.Max(theirs.Length, ours.Length); i++)
        {
            string left = i < theirs.Length ? theirs[i] : "nothing";
            string right = i < ours.Length ? ours[i] : "nothing";
            if (left != right)
            {
                return $"{left}, not {right}";
            }
        }

        return null;
    }
}
