namespace Smp.Kernel;

/// <summary>What modinfo(8) prints of a module: what its source declares, what it depends on, and its parameters.</summary>
public static class Modinfo
{
    private const int ValueColumn = 16;

    /// <summary>The lines for a module that was built for a kernel.</summary>
    /// <param name="module">The module, loaded or not.</param>
    /// <param name="release">What uname -r says of the kernel.</param>
    public static IReadOnlyList<string> Lines(KernelModule module, string release)
    {
        ArgumentNullException.ThrowIfNull(module);
        return
        [
            Line("filename", $"/lib/modules/{release}/extra/{module.Name}.ko"),
            .. module.Modinfo.Select(entry => Line(entry.Tag, entry.Text)),
            Line("depends", string.Join(',', ModuleSymbols.DependenciesOf(module).Select(provider => provider.Name))),
            .. module.Parameters.Select(parameter => Line("parm", Describe(module, parameter))),
        ];
    }

    private static string Describe(KernelModule module, ModuleParameter parameter)
        => module.DescriptionOf(parameter.Name) is { Length: > 0 } description
            ? $"{parameter.Name}:{description} ({parameter.TypeName})"
            : $"{parameter.Name}:{parameter.TypeName}";

    private static string Line(string field, string value) => $"{field}:".PadRight(ValueColumn) + value;
}
