using System.Diagnostics.CodeAnalysis;

namespace Smp.Machine;

/// <summary>
/// A schedule as text: what to run and which choices to take. Short, versioned, safe in URLs and file names, and
/// refused if a character is missing or mistyped. Not part of it: the build, the seed, the strategy.
/// </summary>
public sealed class Token : IEquatable<Token>
{
    /// <summary>The format this build writes and reads.</summary>
    public const int Version = 1;

    /// <summary>The longest schedule a token can hold, in choices.</summary>
    public const int MaxChoices = 1 << 20;

    private readonly int[] _choices;
    private string? _text;

    /// <summary>A token for one run.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="granularity">The granularity.</param>
    /// <param name="stageFingerprint">The stage, <see cref="Shorten">shortened</see>.</param>
    /// <param name="choices">The choices, in the form of <see cref="ChoiceLog"/>.</param>
    /// <param name="eventHash">The event stream, shortened.</param>
    public Token(
        string scenario,
        string environment,
        string granularity,
        uint stageFingerprint,
        ReadOnlySpan<int> choices,
        uint eventHash)
    {
        TokenCodec.CheckName(scenario, nameof(scenario));
        TokenCodec.CheckName(environment, nameof(environment));
        TokenCodec.CheckName(granularity, nameof(granularity));
        if (choices.Length > MaxChoices)
        {
            throw new ArgumentException($"a token holds at most {MaxChoices} choices, not {choices.Length}", nameof(choices));
        }

        foreach (int choice in choices)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(choice, nameof(choices));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(choice, TokenCodec.MaxChoice, nameof(choices));
        }

        Scenario = scenario;
        Environment = environment;
        Granularity = granularity;
        StageFingerprint = stageFingerprint;
        _choices = choices.ToArray();
        EventHash = eventHash;
    }

    /// <summary>The scenario's name.</summary>
    public string Scenario { get; }

    /// <summary>The environment's name.</summary>
    public string Environment { get; }

    /// <summary>The granularity.</summary>
    public string Granularity { get; }

    /// <summary>32 bits of the stage's fingerprint: a token is replayed on the stage it was made on, or not at all.</summary>
    public uint StageFingerprint { get; }

    /// <summary>The choices, in the form of <see cref="ChoiceLog"/>.</summary>
    public IReadOnlyList<int> Choices => _choices;

    /// <summary>32 bits of the hash of the event stream.</summary>
    public uint EventHash { get; }

    /// <summary>
    /// The token of the run that a computer has just made of a subject, recorded or with its events hashed
    /// (<see cref="Computer.KeepEventHash"/>).
    /// </summary>
    public static Token OfRun(ISubject subject, Computer computer)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(computer);
        return new Token(
            subject.Scenario,
            subject.Environment,
            subject.Granularity,
            Shorten(computer.StageFingerprint),
            computer.Choices.Items,
            Shorten(computer.EventHash));
    }

    /// <summary>The 32 bits of a hash that a token keeps.</summary>
    public static uint Shorten(ulong hash) => (uint)(hash ^ (hash >> 32));

    /// <summary>Reads a token; never throws.</summary>
    /// <param name="text">The text, with or without white space around it.</param>
    /// <param name="token">The token.</param>
    /// <param name="error">If there is none, one line that says what is wrong and where.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Token? token, [NotNullWhen(false)] out string? error)
        => TokenCodec.TryParse(text, out token, out error);

    /// <inheritdoc/>
    public bool Equals(Token? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Token);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Hashing.OfText(ToString());

    /// <summary>The token's text.</summary>
    public override string ToString() => _text ??= TokenCodec.Write(this);
}
