using System.Globalization;

namespace Smp.AkkaHost;

/// <summary>
/// Names of the machine's actors as elements of a path: <c>process cat/1</c> is <c>process-cat-1</c>. Two that would be the
/// same are told apart by a number.
/// </summary>
internal sealed class ActorNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    internal string For(string name)
    {
        string plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : '-'));
        string element = plain;
        for (int i = 2; !_taken.Add(element); i++)
        {
            element = string.Create(CultureInfo.InvariantCulture, $"{plain}-{i}");
        }

        return element;
    }
}
