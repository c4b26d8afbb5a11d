using Smp.Machine;

namespace Smp.Kernel;

/// <summary>The body of a printk that is a step.</summary>
public readonly struct PrintkBody : IStepBody
{
    private readonly LinuxKernel _kernel;
    private readonly string _text;

    internal PrintkBody(LinuxKernel kernel, string text)
    {
        _kernel = kernel;
        _text = text;
    }

    /// <inheritdoc/>
    public long Run(Computer computer)
    {
        ArgumentNullException.ThrowIfNull(computer);
        _kernel.Log.Append(_text);
        if (computer.Recording)
        {
            computer.Note("printk");
        }

        return _text.Length;
    }
}
