using System.Text;

namespace Smp.Cli;

/// <summary>
/// A file that a command will write when it is done: whether it can be is found out before the work, and it is there
/// whole or not at all.
/// </summary>
internal sealed class OutputFile
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string _path;
    private readonly bool _isDevice;

    private OutputFile(string path, bool isDevice)
    {
        _path = path;
        _isDevice = isDevice;
    }

    /// <summary>Makes sure that <paramref name="path"/> can be written.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    internal static OutputFile At(string path, string option)
    {
        if (path.Length == 0)
        {
            throw new UsageException($"{option}: the name of a file is expected");
        }

        try
        {
            if (Directory.Exists(path))
            {
                throw new UsageException($"{option}: cannot write {path}: it is a directory");
            }

            string target = Target(Path.GetFullPath(path));
            bool isDevice = IsDevice(target);
            if (!isDevice)
            {
                Probe(Path.GetDirectoryName(target)!);
            }

            return new OutputFile(target, isDevice);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Refused(option, path, e);
        }
    }

    /// <summary>Makes sure that files can be written in a directory, which is made if it is not there.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    internal static void CheckDirectory(string directory, string option)
    {
        if (directory.Length == 0)
        {
            throw new UsageException($"{option}: the name of a directory is expected");
        }

        try
        {
            Directory.CreateDirectory(directory);
            Probe(Path.GetFullPath(directory));
        }
        catch (Exception e) when (IsRefusal(e))
        {
            throw Refused(option, directory, e);
        }
    }

    /// <summary>Writes the file: beside its place first, then moved there.</summary>
    internal void Write(string text) => Write(output => output.Write(text));

    /// <summary>The same, written bit by bit.</summary>
    internal void Write(Action<TextWriter> write)
    {
        if (_isDevice)
        {
            using var device = new StreamWriter(new FileStream(_path, FileMode.Open, FileAccess.Write), s_utf8);
            write(device);
            return;
        }

        string temporary = Temporary(Path.GetDirectoryName(_path)!);
        try
        {
            using (var output = new StreamWriter(temporary, append: false, s_utf8))
            {
                write(output);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The place itself, behind symbolic links: they stay.</summary>
    private static string Target(string path)
        => IsSystem(path) || new FileInfo(path).LinkTarget is null ? path
            : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    /// <summary>Whether something stands there that is no plain file: it is written to, never replaced.</summary>
    private static bool IsDevice(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        return IsSystem(path) || !stream.CanSeek;
    }

    // What a path there leads to may have no path itself: a pipe behind /dev/stdout.
    private static bool IsSystem(string path)
        => path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal);

    private static void Probe(string directory)
    {
        string temporary = Temporary(directory);
        using (File.Create(temporary))
        {
        }

        File.Delete(temporary);
    }

    private static string Temporary(string directory) => Path.Combine(directory, $".smp-{Path.GetRandomFileName()}");

    private static bool IsRefusal(Exception e) => e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static UsageException Refused(string option, string path, Exception e)
        => new($"{option}: cannot write {path}: " + e switch
        {
            DirectoryNotFoundException or FileNotFoundException => "there is no such directory",
            UnauthorizedAccessException => "permission denied",
            _ => e.Message.ReplaceLineEndings(" "),
        });
}
