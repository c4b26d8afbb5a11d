using Smp.Machine;

namespace Smp.Kernel;

/// <summary>A char pointer. 2.6.11 lets it point into the text that it was set by; 6.8 makes a copy and frees the one before.</summary>
/// <remarks>
/// So in 2.6.11 a value from insmod's command line stays there as long as the module does (mod->args), and one that was
/// written through sysfs is freed with the writer's page, when the file is closed.
/// </remarks>
/// <param name="module">The module.</param>
/// <param name="name">Its name.</param>
/// <param name="pointer">The pointer.</param>
/// <param name="initial">What it points to at first, in the module's own data; NULL for nothing.</param>
/// <param name="mode">Its permission bits.</param>
internal sealed class CharpParameter(KernelModule module, string name, Shared<long> pointer, Address initial, int mode)
    : ModuleParameter(module, name, mode)
{
    private const int Longest = 1024;

    internal override string TypeName => ParameterText.NameOf(ParameterType.Charp);

    internal override int Set(in ParameterValue value, ParameterStores stores)
    {
        if (!value.IsGiven)
        {
            if (!IsModern)
            {
                Complain("string parameter expected");
            }

            return -Errno.EINVAL;
        }

        if (value.Text.Length > Longest)
        {
            Complain("string parameter too long");
            return -Errno.ENOSPC;
        }

        var text = value.Address;
        if (IsModern)
        {
            text = ParameterText.Copy(Kernel.Computer, value.Text, $"text of {Name}");
            if (text.IsNull)
            {
                return -Errno.ENOMEM;
            }

            stores.Replace(Kmalloced);
        }

        stores.Add(pointer.Address, 8, text.Value);
        return 0;
    }

    internal override async KTask<string> Get()
    {
        var text = new Address((int)await pointer.Load(function: "param_get_charp"));
        return text.IsNull ? "(null)" : await ParameterText.LoadString(Kernel.Computer, text);
    }

    internal override void Free()
    {
        if (IsModern)
        {
            ParameterText.Free(Kernel.Computer, Kmalloced);
        }
    }

    /// <summary>The copy it points to; NULL while it points to its first text.</summary>
    private Address Kmalloced
    {
        get
        {
            var now = new Address((int)Kernel.Computer.Memory.Peek(pointer.Address));
            return now == initial ? Address.Null : now;
        }
    }
}
