using System.Globalization;
using System.Text;
using Smp.Machine;

namespace Smp.Kernel;

/// <summary>An array of numbers: <c>module_param_array(name, type, nump, perm)</c>, set by a list with commas.</summary>
/// <remarks>
/// param_array() asks for at least one value, and a list has at least one, so that its other message ("needs at least")
/// cannot come from a module_param_array.
/// </remarks>
/// <param name="module">The module.</param>
/// <param name="name">Its name.</param>
/// <param name="type">The type of an element.</param>
/// <param name="array">The first element.</param>
/// <param name="elementSize">Bytes of an element.</param>
/// <param name="length">How many there are.</param>
/// <param name="count">The variable that says how many were given; NULL for none.</param>
/// <param name="mode">Its permission bits.</param>
internal sealed class ArrayParameter(
    KernelModule module, string name, ParameterType type, Address array, int elementSize, int length, Address count, int mode)
    : ModuleParameter(module, name, mode)
{
    private const int CountSize = 4;

    internal override string TypeName => $"array of {ParameterText.NameOf(type)}";

    internal override int Set(in ParameterValue value, ParameterStores stores)
    {
        if (!value.IsGiven)
        {
            if (!IsModern)
            {
                Complain("expects arguments");
            }

            return -Errno.EINVAL;
        }

        Count(stores, 0);
        int given = 0;
        for (int from = 0; from <= value.Text.Length; given++)
        {
            if (given == length)
            {
                Complain($"can only take {length.ToString(CultureInfo.InvariantCulture)} arguments");
                return -Errno.EINVAL;
            }

            int comma = value.Text[from..].IndexOf(',');
            int end = comma < 0 ? value.Text.Length : from + comma;
            if (ParameterText.Parse(type, value.Part(from, end - from), IsModern, out long number) is var wrong and not 0)
            {
                return wrong;
            }

            stores.Add(array + (given * elementSize), elementSize, number);
            Count(stores, given + 1);
            from = end + 1;
        }

        return 0;
    }

    internal override async KTask<string> Get()
    {
        long shown = count.IsNull ? length : await ParameterText.Load(Kernel.Computer, count, CountSize);
        var text = new StringBuilder();
        for (int i = 0; i < shown; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(ParameterText.Show(type, await ParameterText.Load(Kernel.Computer, array + (i * elementSize), elementSize), IsModern));
        }

        return text.ToString();
    }

    private void Count(ParameterStores stores, int given)
    {
        if (!count.IsNull)
        {
            stores.Add(count, CountSize, given);
        }
    }
}
