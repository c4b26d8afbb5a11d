using System.Reflection;
using Smp.Tests.Tidy;

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
        string root = SourceTree.Root;
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
        string[] all =
        [
            command, project, "-c", s_configuration, "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false",
            "-p:BuildProjectReferences=false", "-p:RestoreRecursive=false", .. arguments,
        ];
        return DotnetProcess.Run(_folder, all);
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
}
