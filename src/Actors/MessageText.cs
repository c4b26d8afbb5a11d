namespace Smp.Actors;

/// <summary>Messages in words, for the record.</summary>
public static class MessageText
{
    /// <summary>What a message says beyond its kind; empty if nothing.</summary>
    public static string Of(in Message message) => message.Kind switch
    {
        MessageKind.Syscall => SyscallNames.Call(message),
        MessageKind.SyscallReturn => SyscallNames.Result(message.A),
        MessageKind.Irq => $"line {message.Number}",
        MessageKind.Signal => $"signal {message.Number}",
        MessageKind.Load or MessageKind.Unload or MessageKind.ParameterChanged => message.Text ?? "",
        _ => "",
    };
}
