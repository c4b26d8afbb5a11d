using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Smp.Machine;

/// <summary>Where a method stands in its source, from the symbols beside its assembly.</summary>
public static class SourceLines
{
    /// <summary><c>Sleep.cs:84</c>, the first line of the method's code; empty where there are no symbols.</summary>
    public static string DeclarationOf(MethodBase method)
    {
        ArgumentNullException.ThrowIfNull(method);
        string symbols = Path.ChangeExtension(method.Module.FullyQualifiedName, ".pdb");
        if (!File.Exists(symbols))
        {
            return "";
        }

        try
        {
            using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(symbols));
            var reader = provider.GetMetadataReader();
            var handle = MetadataTokens.MethodDefinitionHandle(method.MetadataToken & 0xffffff).ToDebugInformationHandle();
            foreach (var point in reader.GetMethodDebugInformation(handle).GetSequencePoints())
            {
                if (!point.IsHidden)
                {
                    string file = reader.GetString(reader.GetDocument(point.Document).Name);
                    return new Site(file, point.StartLine, method.Name).ToString();
                }
            }
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or ArgumentException)
        {
            // Symbols of another format, or of another build: no line is better than a wrong one.
        }

        return "";
    }
}
