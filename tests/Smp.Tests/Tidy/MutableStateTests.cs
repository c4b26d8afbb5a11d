using System.Reflection;
using System.Runtime.CompilerServices;
using Smp.Kernel;
using Smp.Machine;
using Smp.Modules;
using Smp.Scenarios;

namespace Smp.Tests.Tidy;

/// <summary>
/// What changes during a run lives in kernel memory, where the undo log and the state identity see it. A field that could
/// change anywhere else in the kernel, a module or a scenario is a fault.
/// </summary>
public sealed class MutableStateTests
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Set while the computer is built and never after it is sealed.
    private static readonly string[] s_builtOnce =
    [
        "LinuxKernel._tasks", "LinuxKernel._taskOfAgent", "KernelModule._functions", "Stage._processes",
    ];

    public static TheoryData<Type> Rooms => [typeof(LinuxKernel), typeof(Sleep), typeof(Scenario)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void No_field_can_change_outside_kernel_memory(Type room)
    {
        ArgumentNullException.ThrowIfNull(room);
        var mutable = room.Assembly.GetTypes()
            .Where(t => !IsGenerated(t) && !typeof(Delegate).IsAssignableFrom(t) && !t.IsEnum)

            // Who decides or watches is no part of the machine.
            .Where(t => !typeof(IStrategy).IsAssignableFrom(t) && !typeof(IDetector).IsAssignableFrom(t))
            .SelectMany(t => t.GetFields(All))
            .Where(f => !f.IsInitOnly && !f.IsLiteral && !IsInitOnlyProperty(f))
            .Select(f => $"{f.DeclaringType!.Name}.{f.Name}")
            .Except(s_builtOnce)
            .ToList();
        Assert.True(mutable.Count == 0, string.Join('\n', mutable));
    }

    private static bool IsGenerated(Type type)
        => type.IsDefined(typeof(CompilerGeneratedAttribute)) || (type.DeclaringType is { } outer && IsGenerated(outer));

    private static bool IsInitOnlyProperty(FieldInfo field)
    {
        if (!field.Name.StartsWith('<'))
        {
            return false;
        }

        var property = field.DeclaringType!.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], All);
        return property?.SetMethod is null || property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
    }
}
