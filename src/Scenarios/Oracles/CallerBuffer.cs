using System.Globalization;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// The buffer that a program reads into: as long as it says, with memory behind it that holds something else. A kernel
/// that stores more than it was asked for stores it there.
/// </summary>
public sealed class CallerBuffer
{
    /// <summary>The kind of a call that stored behind the buffer it was given.</summary>
    public const string Overflow = "user-overflow";

    private const char Guard = '#';
    private const int GuardBytes = 16;

    /// <summary>A buffer, and the clause about it, while the stage is being built.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="size">How long the buffer is.</param>
    public CallerBuffer(Stage stage, int size)
    {
        ArgumentNullException.ThrowIfNull(stage);
        Size = size;
        Address = stage.UserText(
            string.Create(CultureInfo.InvariantCulture, $"buffer[{size}]"),
            new string('.', size) + new string(Guard, GuardBytes));
        var behind = Address + size;
        stage.Never(
            "a call stores more bytes than the caller's buffer has",
            () =>
            {
                for (int i = 0; i < GuardBytes; i++)
                {
                    if (new Shared<byte>(stage.Computer, behind + i).Inspect() != Guard)
                    {
                        return true;
                    }
                }

                return false;
            },
            Overflow);
    }

    /// <summary>Where it begins.</summary>
    public Address Address { get; }

    /// <summary>How long it is.</summary>
    public int Size { get; }
}
