using Smp.Machine;

namespace Smp.Actors;

/// <summary>
/// A loaded module: owns its text and data. Its code runs on CPUs; when it is told that its memory has been taken away,
/// it looks whether anything of it is still registered.
/// </summary>
public sealed class ModuleActor : Actor
{
    private readonly Action _loaded;
    private readonly Action _unloaded;

    /// <summary>The module <paramref name="name"/>; the two actions are what it looks at when it is loaded and unloaded.</summary>
    public ModuleActor(Computer computer, IActorHost host, string name, Action loaded, Action unloaded)
        : base(computer, host, $"module {name}")
    {
        _loaded = loaded;
        _unloaded = unloaded;
    }

    /// <inheritdoc/>
    public override void Receive(in Message message)
    {
        switch (message.Kind)
        {
            case MessageKind.Load:
                _loaded();
                break;
            case MessageKind.Unload:
                _unloaded();
                break;
            case MessageKind.ParameterChanged:
                break;
            default:
                throw new MachineException($"{Name} does not understand {message.Kind}");
        }
    }
}
