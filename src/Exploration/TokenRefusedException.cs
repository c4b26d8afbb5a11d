namespace Smp.Exploration;

/// <summary>A well-formed token that is not for this stage. Bad input, with one line that says why.</summary>
public sealed class TokenRefusedException : Exception
{
    /// <summary>A refusal with its reason.</summary>
    public TokenRefusedException(string message)
        : base(message)
    {
    }

    /// <summary>A refusal with its reason and cause.</summary>
    public TokenRefusedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>A refusal without a reason.</summary>
    public TokenRefusedException()
    {
    }
}
