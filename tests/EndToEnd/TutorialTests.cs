using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace EndToEnd;

/// <summary>docs/writing-a-module.md, followed from its first line to its last: its files are written, its commands run.</summary>
public sealed partial class TutorialTests
{
    private static readonly string s_configuration
        = typeof(TutorialTests).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    [Fact]
    public void Who_follows_the_page_gets_what_it_shows()
    {
        string page = File.ReadAllText(Path.Combine(Smp.Root, "docs", "writing-a-module.md")).ReplaceLineEndings("\n");
        var folder = Directory.CreateTempSubdirectory("smp-tickets-");
        try
        {
            int files = 0;
            int commands = 0;
            foreach (Match block in Block().Matches(page))
            {
                if (block.Groups["file"] is { Success: true } file)
                {
                    string sources = Path.Combine(Smp.Root, "src").Replace('\\', '/') + "/";
                    File.WriteAllText(
                        Path.Combine(folder.FullName, file.Value), block.Groups["text"].Value.Replace("../smp/src/", sources, StringComparison.Ordinal));
                    files++;
                    continue;
                }

                foreach (string command in block.Groups["text"].Value.Split("$ ", StringSplitOptions.RemoveEmptyEntries))
                {
                    string[] lines = command.TrimEnd('\n').Split('\n');
                    Shows(Run(folder.FullName, lines[0]), lines);
                    commands++;
                }
            }

            Assert.Equal((6, 4), (files, commands));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("<!-- (file: (?<file>[A-Za-z.]+)|run) -->\n```[a-z]+\n(?<text>.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("'([^']*)'|(\\S+)")]
    private static partial Regex Word();

    /// <summary>Every line after the command stands in what was printed, in this order; … is any number of lines.</summary>
    private static void Shows(string output, string[] command)
    {
        int at = 0;
        foreach (string line in command[1..].Where(line => line != "…"))
        {
            int found = output.IndexOf(line + "\n", at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"{command[0]} does not print '{line}' there:\n{output}");
            at = found + line.Length;
        }
    }

    private static string Run(string folder, string command)
    {
        string[] words = [.. Word().Matches(command).Select(w => (w.Groups[1].Success ? w.Groups[1].Value : w.Value).Replace("/Debug/", $"/{s_configuration}/", StringComparison.Ordinal))];
        if (words[0] == "dotnet")
        {
            return Dotnet(folder, words[1..]);
        }

        Assert.Equal("../smp/smp", words[0]);
        return Smp.RunIn(folder, words[1..]).Out;
    }

    /// <summary>Smp's own projects are referenced as they are and not built again: whatever build runs these tests has done it.</summary>
    private static string Dotnet(string folder, string[] arguments)
    {
        string[] all =
        [
            .. arguments, "-c", s_configuration, "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false",
            "-p:BuildProjectReferences=false", "-p:RestoreRecursive=false",
        ];
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", all)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(variable);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}");
        return output;
    }
}
