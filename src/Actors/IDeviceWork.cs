using Smp.Machine;

namespace Smp.Actors;

/// <summary>What a device does with its steps, where that is more than raising a line so many times.</summary>
public interface IDeviceWork
{
    /// <summary>What the device's steps are shown to be about: a word of its own.</summary>
    Address Subject { get; }

    /// <summary>Whether it can take a step now. Follows from memory alone.</summary>
    bool CanStep { get; }

    /// <summary>A step: changes memory and may raise lines (<see cref="DeviceActor.RaiseLine"/>). Its value is for the trace.</summary>
    long Step(DeviceActor device);
}
