using System.Globalization;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    private readonly List<(string Name, Shared<int> Variable)> _parameters = [];

    /// <summary>
    /// <c>static int symbol = initial; module_param(symbol, int, 0644)</c>: set by insmod's command line, and later by
    /// root through sysfs, at any moment.
    /// </summary>
    protected Shared<int> ModuleParam(string symbol, int initial = 0)
    {
        var variable = Variable(symbol, initial);
        _parameters.Add((symbol, variable));
        Kernel.Parameters.Use();
        return variable;
    }

    /// <summary>The variable of a parameter; false if the module has none of that name.</summary>
    internal bool TryGetParameter(ReadOnlySpan<char> name, out Shared<int> variable)
    {
        foreach (var parameter in _parameters)
        {
            if (name.SequenceEqual(parameter.Name))
            {
                variable = parameter.Variable;
                return true;
            }
        }

        variable = default;
        return false;
    }

    /// <summary>
    /// parse_args (kernel/params.c of 2.6.11), while load_module holds the mutex and nobody can see the module's
    /// variables: 0, -ENOENT for a name the module does not have (6.8 goes on), -EINVAL for what is no int.
    /// </summary>
    internal int ParseArgs(ReadOnlySpan<char> arguments)
    {
        foreach (var range in arguments.Split(' '))
        {
            var argument = arguments[range];
            if (argument.IsEmpty)
            {
                continue;
            }

            int equals = argument.IndexOf('=');
            var name = equals < 0 ? argument : argument[..equals];
            if (!TryGetParameter(name, out var variable))
            {
                if (Generation == KernelGeneration.V68)
                {
                    Kernel.Log.Append($"<4>{Name}: unknown parameter '{name}' ignored\n");
                    continue;
                }

                Kernel.Log.Append($"<3>{Name}: Unknown parameter `{name}'\n");
                return -Errno.ENOENT;
            }

            var value = equals < 0 ? default : argument[(equals + 1)..];
            if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            {
                Kernel.Log.Append($"<3>{Name}: `{value}' invalid for parameter `{name}'\n");
                return -Errno.EINVAL;
            }

            variable.Initialise(number);
        }

        return 0;
    }
}
