namespace Smp.Cli;

/// <summary>A file that a command reads, named by its user.</summary>
internal static class InputFile
{
    /// <summary>What is in it.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="argument">The option or argument that names it.</param>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal static byte[] Read(string path, string argument)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string why = e is FileNotFoundException or DirectoryNotFoundException ? "no such file" : e.Message.ReplaceLineEndings(" ");
            throw new UsageException($"{argument}: cannot read {path}: {why}");
        }
    }

    /// <summary>Its lines, as UTF-8.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    internal static IEnumerable<string> Lines(string path, string argument)
    {
        using var reader = new StreamReader(new MemoryStream(Read(path, argument)));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
