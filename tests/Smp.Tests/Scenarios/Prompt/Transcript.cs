using System.Runtime.CompilerServices;

namespace Smp.Tests.Scenarios.Prompt;

/// <summary>Transcripts of sessions, a file each; the environment is the last part of the name. A NUL is written as its sign.</summary>
internal static class Transcript
{
    private const char SignOfNul = '\u2400';

    /// <summary>The names of those in a folder beside this file.</summary>
    internal static TheoryData<string> In(string folder)
        => [.. Directory.EnumerateFiles(Folder(folder), "*.txt").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>Types the lines of a transcript, and requires what it shows.</summary>
    internal static void Matches(string folder, string name)
    {
        string path = Path.Combine(Folder(folder), name + ".txt");
        string expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        string shown = Session.Of(expected, name[(name.LastIndexOf('.') + 1)..]).Replace('\0', SignOfNul);
        if (Environment.GetEnvironmentVariable("SMP_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, shown);
            return;
        }

        Assert.Equal(expected, shown);
    }

    private static string Folder(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);
}
