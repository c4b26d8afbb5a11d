using System.Reflection;
using System.Runtime.Loader;

namespace Smp.Scenarios;

/// <summary>Loads scenarios from a class library that references Smp.Scenarios.</summary>
public static class ScenarioAssembly
{
    /// <summary>The scenario sources in the assembly at <paramref name="path"/>.</summary>
    /// <exception cref="ScenarioException">There is no such file, it is no assembly, or it has no scenarios.</exception>
    public static IReadOnlyList<IScenarioSource> Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new ScenarioException($"{path}: no such file");
        }

        try
        {
            var assembly = new Context(full).LoadFromAssemblyPath(full);
            var sources = new List<IScenarioSource>();
            foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
            {
                if (type is { IsClass: true, IsAbstract: false } && typeof(IScenarioSource).IsAssignableFrom(type))
                {
                    if (type.GetConstructor(Type.EmptyTypes) is null)
                    {
                        throw new ScenarioException($"{path}: {type.FullName} has no parameterless constructor");
                    }

                    sources.Add((IScenarioSource)Activator.CreateInstance(type)!);
                }
            }

            return sources.Count != 0
                ? sources
                : throw new ScenarioException($"{path}: no public class implements {nameof(IScenarioSource)}");
        }
        catch (BadImageFormatException)
        {
            throw new ScenarioException($"{path}: not a .NET assembly");
        }
        catch (Exception e) when (e is FileLoadException or FileNotFoundException or TypeLoadException or ReflectionTypeLoadException or TargetInvocationException or UnauthorizedAccessException or IOException)
        {
            throw new ScenarioException($"{path}: {(e as TargetInvocationException)?.InnerException?.Message ?? e.Message}");
        }
    }

    /// <summary>Takes the library's own dependencies from beside it, and Smp itself from the running program.</summary>
    private sealed class Context(string path) : AssemblyLoadContext(path)
    {
        private readonly AssemblyDependencyResolver _resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name is { } name && name.StartsWith("Smp.", StringComparison.Ordinal) && IsOurs(name))
            {
                return null;
            }

            return _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;
        }

        private static bool IsOurs(string name)
        {
            foreach (var assembly in Default.Assemblies)
            {
                if (assembly.GetName().Name == name)
                {
                    return true;
                }
            }

            return name is "Smp.Machine" or "Smp.Actors" or "Smp.Kernel" or "Smp.Diagnostics" or "Smp.Modules" or "Smp.Scenarios";
        }
    }
}
