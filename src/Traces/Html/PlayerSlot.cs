namespace Smp.Traces;

/// <summary>A place in the player's page that is filled for each trace, or once for all.</summary>
internal enum PlayerSlot
{
    /// <summary>The end of the page.</summary>
    None,

    /// <summary>The page's title.</summary>
    Title,

    /// <summary>The style sheet.</summary>
    Style,

    /// <summary>The trace.</summary>
    Data,

    /// <summary>The code.</summary>
    Script,
}
