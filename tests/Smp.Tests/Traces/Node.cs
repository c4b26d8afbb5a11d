using System.ComponentModel;
using System.Diagnostics;
using Smp.Tests.Tidy;

namespace Smp.Tests.Traces;

/// <summary>Scripts in tests/Browser, which read files with the tools that they are for.</summary>
internal static class Node
{
    private static readonly Lazy<bool> s_isThere = new(IsThere);

    private static string Folder => Path.Combine(SourceTree.Root, "tests", "Browser");

    /// <summary>Why a script that needs a package cannot run; null if it can.</summary>
    internal static string? Missing(string package)
        => !s_isThere.Value ? "node is not installed"
            : !Directory.Exists(Path.Combine([Folder, "node_modules", .. package.Split('/')])) ? $"{package} is not installed: npm ci in tests/Browser"
            : null;

    /// <summary>Fails with what the script says if it does not accept each of the texts.</summary>
    internal static void Accepts(string script, string ending, IEnumerable<string> texts)
    {
        var folder = Directory.CreateTempSubdirectory("smp-formats-");
        try
        {
            string[] files = [.. texts.Select((text, i) =>
            {
                string file = Path.Combine(folder.FullName, $"{i}.{ending}");
                File.WriteAllText(file, text);
                return file;
            })];
            using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder, script), .. files])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output + error.Result);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsThere()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs node and a package of tests/Browser; without them it is skipped, by name.</summary>
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute(string package) => Skip = Node.Missing(package);
}
