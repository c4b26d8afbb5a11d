using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Smp.Tests.Samples;

/// <summary>
/// samples/own-module in a folder of its own outside the repository, built once. Smp's projects are referenced as they
/// are and not built again: whatever build runs these tests has done it.
/// </summary>
public sealed class OwnModuleBuild : IDisposable
{
    private static readonly string s_configuration
        = typeof(OwnModuleBuild).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private readonly string _folder = Directory.CreateTempSubdirectory("smp-own-module-").FullName;

    /// <summary>Copies and builds.</summary>
    public OwnModuleBuild()
    {
        string root = Root();
        string sample = Path.Combine(root, "samples", "own-module");
        foreach (string file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(sample, file);
            if (name.Split('/', '\\').Any(part => part is "bin" or "obj"))
            {
                continue;
            }

            string copy = Path.Combine(_folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            string text = File.ReadAllText(file);
            string sources = Path.Combine(root, "src").Replace('\\', '/') + "/";
            File.WriteAllText(
                copy,
                text.Replace("../../../src/", sources, StringComparison.Ordinal).Replace("../../src/", sources, StringComparison.Ordinal));
        }

        Dotnet("build", "OwnModule.csproj");
    }

    /// <summary>The built library.</summary>
    public string Library => Path.Combine(_folder, "bin", s_configuration, "net10.0", "OwnModule.dll");

    /// <summary>Runs dotnet in the folder, insists on success and returns what it printed.</summary>
    public string Dotnet(string command, string project, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] all =
        [
            command, project, "-c", s_configuration, "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false",
            "-p:BuildProjectReferences=false", "-p:RestoreRecursive=false", .. arguments,
        ];
        foreach (string argument in all)
        {
            start.ArgumentList.Add(argument);
        }

        // What the surrounding `dotnet test` tells its own build is nothing to this one.
        foreach (string variable in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', all)} in {_folder} ended with {process.ExitCode}:\n{output}");
        return output;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A loaded assembly cannot be deleted on Windows; the folder is a temporary one.
        }
    }

    private static string Root([CallerFilePath] string file = "")
    {
        string? folder = Path.GetDirectoryName(file);
        while (folder is not null && !File.Exists(Path.Combine(folder, "Smp.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"{file} is not in the repository");
    }
}
