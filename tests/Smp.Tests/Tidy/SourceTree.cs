using System.Runtime.CompilerServices;

namespace Smp.Tests.Tidy;

/// <summary>The repository's own sources, for tests that read them.</summary>
internal static class SourceTree
{
    /// <summary>The folder the repository was checked out to.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>The C# files below a folder of the repository, without what builds leave behind.</summary>
    internal static IEnumerable<string> Files(string folder, string pattern = "*.cs")
        => Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    /// <summary>A file's path from the root, with forward slashes.</summary>
    internal static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Smp.sln")))
            {
                return folder.FullName;
            }
        }

        return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
    }
}
