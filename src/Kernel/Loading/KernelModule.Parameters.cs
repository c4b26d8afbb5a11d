using System.Runtime.CompilerServices;
using Smp.Machine;

namespace Smp.Kernel;

public abstract partial class KernelModule
{
    private readonly List<ModuleParameter> _parameters = [];
    private readonly Dictionary<string, string> _descriptions = new(StringComparer.Ordinal);
    private readonly List<ParameterFiles> _parameterFiles = [];

    /// <summary>
    /// Its directory in sysfs and what belongs to it; null for a module that declares parameters in no other way than by
    /// <see cref="ModuleParam(string, int)"/>, or none.
    /// </summary>
    internal ParameterFiles? ParameterFiles => _parameterFiles.Count == 0 ? null : _parameterFiles[0];

    /// <summary>Its parameters, in the order in which they were declared.</summary>
    internal IReadOnlyList<ModuleParameter> Parameters => _parameters;

    /// <summary>MODULE_PARM_DESC of a parameter; empty where there is none.</summary>
    internal string DescriptionOf(string parameter) => _descriptions.GetValueOrDefault(parameter, "");

    /// <summary>
    /// <c>static int symbol = initial; module_param(symbol, int, 0644)</c>: set by insmod's command line, and later by
    /// root through sysfs, at any moment.
    /// </summary>
    protected Shared<int> ModuleParam(string symbol, int initial = 0)
    {
        var variable = Variable(symbol, initial);
        _parameters.Add(new ScalarParameter(this, symbol, ParameterType.Int, variable.Address, sizeof(int), 0x1a4));
        Kernel.Parameters.Use();
        return variable;
    }

    /// <summary>
    /// <c>static T symbol = initial; module_param(symbol, type, mode)</c>. Its file in sysfs is there from before init until
    /// the module is freed.
    /// </summary>
    /// <param name="symbol">The variable, and the parameter.</param>
    /// <param name="type">A number or a bool; a bool is an int.</param>
    /// <param name="initial">What the variable holds if nobody sets the parameter.</param>
    /// <param name="mode">The permission bits of its file; 0: there is none.</param>
    protected Shared<T> ModuleParam<T>(string symbol, ParameterType type, T initial, int mode)
        where T : unmanaged
    {
        var variable = Variable(symbol, initial);
        AddParameter(new ScalarParameter(this, symbol, type, variable.Address, Unsafe.SizeOf<T>(), mode));
        return variable;
    }

    /// <summary><c>static char *symbol = initial; module_param(symbol, charp, mode)</c>.</summary>
    /// <param name="symbol">The pointer, and the parameter.</param>
    /// <param name="initial">The text it points to at first; null for NULL.</param>
    /// <param name="mode">The permission bits of its file; 0: there is none.</param>
    protected Shared<long> ModuleParamCharp(string symbol, string? initial, int mode)
    {
        var text = initial is null ? Address.Null : TextConstant($"text of {symbol}", initial);
        var pointer = Variable<long>(symbol, text.Value);
        AddParameter(new CharpParameter(this, symbol, pointer, text, mode));
        return pointer;
    }

    /// <summary><c>static T symbol[] = initial; module_param_array(symbol, type, count, mode)</c>.</summary>
    /// <param name="symbol">The array, and the parameter.</param>
    /// <param name="type">The type of an element: a number.</param>
    /// <param name="initial">Its elements.</param>
    /// <param name="count">The variable that says how many insmod was given; null for none.</param>
    /// <param name="mode">The permission bits of its file; 0: there is none.</param>
    protected SharedArray<T> ModuleParamArray<T>(string symbol, ParameterType type, T[] initial, Shared<int>? count, int mode)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(initial);
        int size = Unsafe.SizeOf<T>();
        var array = new SharedArray<T>(Kernel.Computer, Data(symbol, size * initial.Length), initial.Length);
        _initialisers.Add(() =>
        {
            for (int i = 0; i < initial.Length; i++)
            {
                array[i].Initialise(initial[i]);
            }
        });
        AddParameter(new ArrayParameter(this, symbol, type, array.Address, size, initial.Length, count?.Address ?? Address.Null, mode));
        return array;
    }

    /// <summary><c>static char symbol[length] = initial; module_param_string(symbol, symbol, length, mode)</c>: the text is copied there.</summary>
    /// <param name="symbol">The array, and the parameter.</param>
    /// <param name="length">How many characters it has room for, with the NUL.</param>
    /// <param name="initial">Its text at first.</param>
    /// <param name="mode">The permission bits of its file; 0: there is none.</param>
    protected SharedBytes ModuleParamString(string symbol, int length, string initial, int mode)
    {
        ArgumentNullException.ThrowIfNull(initial);
        var array = Chars(symbol, length);
        _initialisers.Add(() => WriteText(array.Address, initial));
        AddParameter(new StringParameter(this, symbol, array, mode));
        return array;
    }

    /// <summary>MODULE_PARM_DESC(parameter, text): for modinfo.</summary>
    protected void ModuleParmDesc(string parameter, string text) => _descriptions[parameter] = text;

    /// <summary>A string of C at an address, up to its NUL, wherever that is: a load for each character. In any context.</summary>
    protected async KTask<string> LoadString(Address text, [CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
    {
        string result = "";
        byte c;
        while ((c = await new Shared<byte>(Kernel.Computer, text + result.Length).Load(file, line, function)) != 0)
        {
            result += (char)c;
        }

        return result;
    }

    /// <summary>
    /// kernel_param_lock(THIS_MODULE): nobody reads or writes a parameter through sysfs until <see cref="KernelParamUnlock"/>.
    /// In task context, not atomic; 6.8 only (there is none before 4.2).
    /// </summary>
    protected KTask KernelParamLock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Parameters.ParamLock.Down(file, line, function);

    /// <summary>kernel_param_unlock(THIS_MODULE).</summary>
    protected Step<SemaphoreBody> KernelParamUnlock([CallerFilePath] string file = "", [CallerLineNumber] int line = 0, [CallerMemberName] string function = "")
        => Kernel.Parameters.ParamLock.Up(file, line, function);

    /// <summary>A parameter by its name, in which a '-' is an '_'; null if the module has none of that name.</summary>
    internal ModuleParameter? FindParameter(ReadOnlySpan<char> name)
    {
        foreach (var parameter in _parameters)
        {
            if (ArgumentString.AreSame(name, parameter.Name))
            {
                return parameter;
            }
        }

        return null;
    }

    /// <summary>
    /// parse_args (kernel/params.c), while load_module holds the mutex and nobody can see the module's variables: 0, or
    /// -ENOENT for a name the module does not have (6.8 goes on), -ENOSPC for what is too long, -EINVAL or -ERANGE for what
    /// is no value of the type. 2.6.11 stops at the first that is wrong; 6.8 tries all and gives the last error.
    /// </summary>
    internal int ParseArgs(ReadOnlySpan<char> arguments)
    {
        bool isModern = Generation == KernelGeneration.V68;
        var text = ParameterFiles?.KeepArguments(arguments) ?? Address.Null;
        int position = 0;
        int result = 0;
        while (ArgumentString.TryNext(arguments, ref position, out var argument))
        {
            var name = arguments[argument.Name..argument.NameEnd];
            if (isModern && !argument.HasValue && name is "--")
            {
                break;
            }

            var value = ParameterValue.Null;
            if (argument.HasValue)
            {
                var start = text.IsNull ? text : text + argument.Value;
                value = ParameterValue.Of(arguments[argument.Value..argument.ValueEnd], start);
                if (!text.IsNull)
                {
                    Kernel.Computer.Memory.Write(text + argument.ValueEnd, (byte)0);
                }
            }

            int wrong = SetParameter(name, value);
            if (wrong != 0 && !isModern)
            {
                return wrong;
            }

            result = wrong != 0 ? wrong : result;
        }

        return result;
    }

    private int SetParameter(ReadOnlySpan<char> name, in ParameterValue value)
    {
        bool isModern = Generation == KernelGeneration.V68;
        if (FindParameter(name) is not { } parameter)
        {
            Kernel.Log.Append(isModern
                ? $"<4>{Name}: unknown parameter '{name}' ignored\n"
                : $"<3>{Name}: Unknown parameter `{name.ToString().Replace('-', '_')}'\n");
            return isModern ? 0 : -Errno.ENOENT;
        }

        var stores = new ParameterStores();
        int result = parameter.Set(value, stores);
        stores.Apply(Kernel.Computer);
        if (result != 0)
        {
            string shown = isModern ? name.ToString() : name.ToString().Replace('-', '_');
            Kernel.Log.Append(result == -Errno.ENOSPC
                ? $"<3>{Name}: `{value.Text}' too large for parameter `{shown}'\n"
                : $"<3>{Name}: `{value.Text}' invalid for parameter `{shown}'\n");
        }

        return result;
    }

    private void AddParameter(ModuleParameter parameter)
    {
        if (_parameterFiles.Count == 0)
        {
            _parameterFiles.Add(new ParameterFiles(this));
        }

        _parameters.Add(parameter);
        Kernel.Parameters.Use();
    }

    /// <summary>A string constant in the module's data.</summary>
    private Address TextConstant(string name, string text)
    {
        var start = Data(name, text.Length + 1);
        _initialisers.Add(() => WriteText(start, text));
        return start;
    }

    private void WriteText(Address to, string text)
    {
        for (int i = 0; i <= text.Length; i++)
        {
            Kernel.Computer.Memory.Write(to + i, i < text.Length ? (byte)text[i] : (byte)0);
        }
    }
}
