using System.Runtime.CompilerServices;

namespace Smp.Tests.Scenarios.Prompt;

/// <summary>Transcripts of sessions, a file each; the environment is the last part of the name.</summary>
internal static class Transcript
{
    /// <summary>The names of those in a folder beside this file.</summary>
    internal static TheoryData<string> In(string folder)
        => [.. Directory.EnumerateFiles(Folder(folder), "*.txt").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>
    /// Types the lines of a transcript, and requires what it shows. <c>SMP_UPDATE_GOLDEN=1</c> writes that into the file: look at
    /// the diff.
    /// </summary>
    internal static void Matches(string folder, string name)
    {
        string path = Path.Combine(Folder(folder), name + ".txt");
        string expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        string shown = Session.Of(expected, name[(name.LastIndexOf('.') + 1)..]);
        if (Environment.GetEnvironmentVariable("SMP_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, shown);
            return;
        }

        Assert.Equal(expected, shown);
    }

    private static string Folder(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);
}
