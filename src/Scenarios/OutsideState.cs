using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Smp.Kernel;
using Smp.Machine;

namespace Smp.Scenarios;

/// <summary>
/// Looks for state that the machine knows nothing of: a field of a module, a variable of C# that a scenario's programs
/// share. The machine does not reset it between schedules, and two states that differ in nothing else would pass for
/// one, so that a proof would be none. A few trial schedules are run, and what changed in them is named.
/// </summary>
/// <remarks>A net, no proof: what changes only on a path that the trials do not take is not seen.</remarks>
internal sealed class OutsideState : IDetector, IStrategy
{
    private const int Trials = 4;
    private const int MaxSteps = 400;

    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Assembly> _entered = [];
    private readonly List<Place> _places = [];
    private readonly Computer _computer;
    private ulong _random;
    private int _trial;
    private string? _changed;

    private OutsideState(Stage stage)
    {
        _computer = stage.Computer;
        var roots = new List<object>(stage.Kernel.Loader.Modules);
        roots.AddRange(stage.Code.Select(code => code.Target).OfType<object>());
        foreach (object root in roots)
        {
            _entered.Add(root.GetType().Assembly);
        }

        foreach (object root in roots)
        {
            Enter(root, root is KernelModule module ? $"the module {module.Name}" : "the scenario");
        }
    }

    /// <inheritdoc/>
    public string Name => "outside-state";

    /// <inheritdoc/>
    public bool WantsSteps => true;

    /// <inheritdoc/>
    public ulong? Digest => null;

    /// <summary>What changed, in words; null if nothing did. Uses the stage's computer up.</summary>
    internal static string? FindIn(Stage stage) => new OutsideState(stage).Try();

    /// <inheritdoc/>
    public void Begin()
    {
    }

    /// <inheritdoc/>
    public Finding? OnStep(Computer computer)
    {
        _changed ??= _places.Select(place => place.Change()).FirstOrDefault(change => change is not null);
        return null;
    }

    /// <inheritdoc/>
    public Finding? OnFault(Computer computer, in Fault fault) => null;

    /// <inheritdoc/>
    public Finding? OnEnd(Computer computer) => OnStep(computer);

    /// <inheritdoc/>
    public void BeginExecution(Computer computer)
    {
    }

    /// <inheritdoc/>
    public int NextAgent(ReadOnlySpan<Pending> enabled, int current)
    {
        if (_changed is not null || _computer.Steps > MaxSteps)
        {
            return IStrategy.Cut;
        }

        // The first trial lets everybody go on as long as they can, the others are walks.
        return _trial == 0 ? Math.Max(current, 0) : Next(enabled.Length);
    }

    /// <inheritdoc/>
    public int NextValue(int count) => _trial == 0 ? 0 : Next(count);

    private string? Try()
    {
        _computer.Attach(this);
        for (_trial = 0; _trial < Trials && _changed is null; _trial++)
        {
            try
            {
                _computer.Run(this);
            }
            catch (MachineException)
            {
                // The hunt meets it too, and tells of it better.
            }
        }

        return _changed;
    }

    private int Next(int count)
    {
        _random = Hashing.Scramble(_random + 1);
        return (int)(_random % (ulong)count);
    }

    /// <summary>Notes what can be assigned in an object, and in what belongs to it.</summary>
    private void Enter(object owner, string where)
    {
        if (!_seen.Add(owner))
        {
            return;
        }

        if (owner is Array array)
        {
            EnterArray(array, where);
            return;
        }

        for (var type = owner.GetType(); type is not null && type != typeof(object) && type != typeof(KernelModule); type = type.BaseType)
        {
            const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (var field in type.GetFields(Own | BindingFlags.Instance))
            {
                // A lambda that the compiler keeps once it is made is no state.
                if (!field.Name.StartsWith("<>9", StringComparison.Ordinal))
                {
                    EnterField(owner, field, where);
                }
            }

            foreach (var field in (IsClosure(type) ? type.DeclaringType ?? type : type).GetFields(Own | BindingFlags.Static))
            {
                if (!field.IsLiteral && !field.IsInitOnly && !field.Name.StartsWith('<'))
                {
                    _places.Add(new Place(() => field.GetValue(null), $"the static field '{field.Name}' of {field.DeclaringType!.Name}"));
                }
            }
        }
    }

    private void EnterField(object owner, FieldInfo field, string where)
    {
        object? value = field.GetValue(owner);
        if (!field.IsInitOnly)
        {
            string kind = owner is KernelModule ? "field" : "variable";
            _places.Add(new Place(() => field.GetValue(owner), $"the {kind} '{Clean(field.Name)}' of {where}"));
        }

        if (value is not null && Belongs(value.GetType()))
        {
            Enter(value, where);
        }
        else if (value is Delegate { Target: { } target } && Belongs(target.GetType()))
        {
            Enter(target, where);
        }
    }

    private void EnterArray(Array array, string where)
    {
        if (array.Rank != 1)
        {
            return;
        }

        for (int i = 0; i < array.Length; i++)
        {
            int index = i;
            _places.Add(new Place(() => array.GetValue(index), $"an element of an array or a collection of {where}"));
            if (array.GetValue(i) is { } element && Belongs(element.GetType()))
            {
                Enter(element, where);
            }
        }
    }

    /// <summary>Smp's own objects live in the machine's memory; .NET's are nobody's business, except collections.</summary>
    private bool Belongs(Type type)
    {
        if (type.IsValueType || type == typeof(string) || typeof(Delegate).IsAssignableFrom(type))
        {
            return false;
        }

        return type.IsArray
            || typeof(KernelModule).IsAssignableFrom(type)
            || IsClosure(type)
            || (typeof(IEnumerable).IsAssignableFrom(type) && type.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true)
            || (_entered.Contains(type.Assembly) && type.Assembly != typeof(Stage).Assembly && type.Assembly != typeof(LinuxKernel).Assembly);
    }

    private static bool IsClosure(Type type)
        => type.Name.StartsWith("<>c", StringComparison.Ordinal) && type.IsDefined(typeof(CompilerGeneratedAttribute), false);

    private static string Clean(string field)
    {
        int end = field.IndexOf('>', StringComparison.Ordinal);
        return field.StartsWith('<') && end > 1 ? field[1..end] : field;
    }

    /// <summary>Something that can be assigned, and what it was when the race began.</summary>
    private sealed class Place(Func<object?> read, string name)
    {
        private readonly object? _before = read();

        internal string? Change()
        {
            object? now = read();
            bool same = now is ValueType || now is string ? now.Equals(_before) : ReferenceEquals(now, _before);
            return same ? null : $"{name} changed{(now is ValueType or string ? $" from {_before ?? "null"} to {now}" : "")}";
        }
    }
}
