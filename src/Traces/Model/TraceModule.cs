namespace Smp.Traces;

/// <summary>A module, as /proc/modules shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where its text begins.</param>
/// <param name="Size">How many bytes its text and its variables take.</param>
/// <param name="References">Its reference count.</param>
public sealed record TraceModule(string Name, string Address, int Size, long References);
