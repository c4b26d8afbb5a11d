using System.Runtime.CompilerServices;

namespace Smp.Tests.Traces;

/// <summary>Expected texts, a file each beside the tests. <c>SMP_UPDATE_GOLDEN=1</c> rewrites them: look at the diff.</summary>
internal static class Golden
{
    internal static void Matches(string name, string actual, [CallerFilePath] string here = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(here)!, "golden", name + ".txt");
        if (Environment.GetEnvironmentVariable("SMP_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing; SMP_UPDATE_GOLDEN=1 writes it");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
    }
}
