using System.Globalization;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>An array of char that the text is copied to: <c>module_param_string(name, string, len, perm)</c>.</summary>
internal sealed class StringParameter(KernelModule module, string name, SharedBytes array, int mode)
    : ModuleParameter(module, name, mode)
{
    internal override string TypeName => "string";

    internal override int Set(in ParameterValue value, ParameterStores stores)
    {
        if (!value.IsGiven)
        {
            Complain("missing param set value");
            return -Errno.EINVAL;
        }

        if (value.Text.Length + 1 > array.Length)
        {
            Complain($"string doesn't fit in {(array.Length - 1).ToString(CultureInfo.InvariantCulture)} chars.");
            return -Errno.ENOSPC;
        }

        for (int i = 0; i <= value.Text.Length; i++)
        {
            stores.Add(array.Address + i, 1, i < value.Text.Length ? (byte)value.Text[i] : 0);
        }

        return 0;
    }

    internal override KTask<string> Get() => ParameterText.LoadString(Kernel.Computer, array.Address);
}
