using System.Text;
using System.Text.RegularExpressions;

namespace Smp.Traces;

/// <summary>The sources of the player, as they lie in this assembly, made into one page.</summary>
internal static partial class PlayerFiles
{
    private const string Folder = "Player/";
    private const string Entry = "main.js";

    /// <summary>The page in pieces, each with what follows it.</summary>
    internal static IEnumerable<(string Text, PlayerSlot Slot)> Template()
    {
        string page = Read("player.html");
        int at = 0;
        foreach (Match slot in Slot().Matches(page))
        {
            yield return (page[at..slot.Index], Enum.Parse<PlayerSlot>(slot.Groups[1].Value, ignoreCase: true));
            at = slot.Index + slot.Length;
        }

        yield return (page[at..], PlayerSlot.None);
    }

    internal static string Style() => Read("player.css");

    /// <summary>
    /// All modules as one, each after those it imports: a page on a disk may not load modules from files beside it. Their
    /// top-level names are distinct, so that they can share one scope.
    /// </summary>
    internal static string Script()
    {
        var script = new StringBuilder();
        Append(Entry, [], script);
        return script.ToString();
    }

    private static void Append(string module, HashSet<string> done, StringBuilder script)
    {
        if (!done.Add(module))
        {
            return;
        }

        string text = Read(module);
        foreach (Match import in Import().Matches(text))
        {
            Append(import.Groups[1].Value, done, script);
        }

        script.Append(Export().Replace(Import().Replace(text, ""), ""));
    }

    private static string Read(string name)
    {
        using var stream = typeof(PlayerFiles).Assembly.GetManifestResourceStream(Folder + name)
            ?? throw new InvalidOperationException($"the player has no file {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Slot();

    [GeneratedRegex(@"^import [^;]* from '\./([\w-]+\.js)';\n", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("^export ", RegexOptions.Multiline)]
    private static partial Regex Export();
}
