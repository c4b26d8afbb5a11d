using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// A module: owns its text, data and bss as kernel memory. Its code runs on CPUs. When it is told that it is loaded, its
/// memory appears; when it is told that it is unloaded, its memory turns to poison.
/// </summary>
public sealed class ModuleActor : Actor
{
    private readonly Action _mapIn;
    private readonly Action _mapOut;

    /// <summary>The module <paramref name="name"/>; the two actions make its memory appear and go.</summary>
    public ModuleActor(Computer computer, IActorHost host, string name, Action mapIn, Action mapOut)
        : base(computer, host, $"module {name}")
    {
        _mapIn = mapIn;
        _mapOut = mapOut;
    }

    /// <inheritdoc/>
    public override void Receive(in Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Load:
                _mapIn();
                break;
            case MessageKind.Unload:
                _mapOut();
                break;
            case MessageKind.ParameterChanged:
                break;
            default:
                throw new MachineException($"{Name} does not understand {message.Kind}");
        }
    }
}
