namespace Smp.Machine;

/// <summary>
/// A place in source: which file, which line, in which function. Made by the compiler at the call
/// (<c>[CallerFilePath]</c> and its kin), so that naming a place costs nothing at run time.
/// </summary>
/// <param name="File">The file, with whatever folders the compiler saw.</param>
/// <param name="Line">The line.</param>
/// <param name="Function">The C# member.</param>
public readonly record struct Site(string File, int Line, string Function)
{
    /// <summary>The file without folders.</summary>
    public string FileName
    {
        get
        {
            int slash = File.LastIndexOfAny(['/', '\\']);
            return slash < 0 ? File : File[(slash + 1)..];
        }
    }

    /// <summary><c>Sleep.cs:84</c>.</summary>
    public override string ToString() => $"{FileName}:{Line}";
}
