using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Smp.Machine;

/// <summary>
/// The places in the code of a type from which kernel code takes its steps: every call of a method that is told its
/// caller's file and line. Read from the compiled code, where the compiler has put both down as constants, so that they
/// are the very same that a run gives; no symbols are needed.
/// </summary>
/// <remarks>
/// What a type inherits belongs to it as far as it has not overridden it, or still calls it; what it inherits from
/// <c>bottom</c> and below does not. A branch in which nothing is visible to others has no such place and is not seen.
/// </remarks>
public static class CodeSites
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly OpCode?[] s_short = Codes(1);
    private static readonly OpCode?[] s_long = Codes(2);

    /// <summary>The places in <paramref name="type"/>, in the order of files and lines; one for each line.</summary>
    public static IReadOnlyList<Site> Of(Type type, Type bottom)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(bottom);
        var methods = new List<MethodBase>();
        for (var level = type; level is not null && level != bottom && level.Module != bottom.Module; level = level.BaseType)
        {
            methods.AddRange(Methods(level));
        }

        var overridden = methods.OfType<MethodInfo>()
            .Where(m => m.IsVirtual && methods.OfType<MethodInfo>().Any(o => o != m && o.GetBaseDefinition() == m.GetBaseDefinition() && o.DeclaringType!.IsSubclassOf(m.DeclaringType!)))
            .ToList();
        var sites = new SortedDictionary<(string, int), Site>();
        var called = new HashSet<MethodBase>();
        var left = methods.Where(m => !overridden.Any(o => IsPartOf(m, o))).ToList();
        while (left.Count != 0)
        {
            foreach (var method in left)
            {
                Scan(method, sites, called);
            }

            // base.Method() runs what was overridden all the same.
            var revived = overridden.Where(called.Contains).ToList();
            overridden.RemoveAll(revived.Contains);
            left = [.. methods.Where(m => revived.Any(r => IsPartOf(m, r)))];
        }

        return [.. sites.Values];
    }

    /// <summary>The methods of a type and of what the compiler has made beside it: lambdas, local functions.</summary>
    private static IEnumerable<MethodBase> Methods(Type type)
        => type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
            .Concat(type.GetNestedTypes(All)
                .Where(nested => nested.IsDefined(typeof(CompilerGeneratedAttribute)) && !typeof(IAsyncStateMachine).IsAssignableFrom(nested))
                .SelectMany(Methods));

    /// <summary>Whether a method is another one, or a lambda or local function in it: <c>&lt;Write&gt;b__0</c>.</summary>
    private static bool IsPartOf(MethodBase method, MethodInfo of)
        => method == of || (method.Name.StartsWith($"<{of.Name}>", StringComparison.Ordinal)
            && (method.DeclaringType == of.DeclaringType || method.DeclaringType!.DeclaringType == of.DeclaringType));

    private static void Scan(MethodBase method, SortedDictionary<(string, int), Site> sites, HashSet<MethodBase> called)
    {
        var code = method;
        if (method.GetCustomAttribute<AsyncStateMachineAttribute>() is { } machine)
        {
            var type = machine.StateMachineType;
            if (type.IsGenericTypeDefinition)
            {
                return;
            }

            code = type.GetMethod("MoveNext", All)!;
        }

        if (code.GetMethodBody()?.GetILAsByteArray() is not { } bytes)
        {
            return;
        }

        string text = "";
        int line = 0;
        string function = "";
        for (int at = 0; at < bytes.Length;)
        {
            var operation = bytes[at] == 0xfe ? s_long[bytes[at + 1]] : s_short[bytes[at]];
            if (operation is not { } code1)
            {
                return;
            }

            at += code1.Size;
            if (code1 == OpCodes.Ldstr)
            {
                (text, function) = (function, code.Module.ResolveString(BitConverter.ToInt32(bytes, at)));
            }
            else if (code1 == OpCodes.Ldc_I4 || code1 == OpCodes.Ldc_I4_S)
            {
                line = code1 == OpCodes.Ldc_I4 ? BitConverter.ToInt32(bytes, at) : (sbyte)bytes[at];
            }
            else if (code1.Value >= OpCodes.Ldc_I4_0.Value && code1.Value <= OpCodes.Ldc_I4_8.Value)
            {
                line = code1.Value - OpCodes.Ldc_I4_0.Value;
            }
            else if (code1 == OpCodes.Call || code1 == OpCodes.Callvirt)
            {
                var target = Target(code, BitConverter.ToInt32(bytes, at));
                if (target is not null && code1 == OpCodes.Call)
                {
                    called.Add(target);
                }

                // The compiler's constants come last: file, line, member.
                if (target is not null && IsTold(target) && text.Length != 0)
                {
                    sites.TryAdd((text, line), new Site(text, line, function));
                }
            }

            at += Length(code1.OperandType, bytes, at);
        }
    }

    private static bool IsTold(MethodBase method)
        => method.GetParameters() is [.., var file, var line, var member]
            && file.IsDefined(typeof(CallerFilePathAttribute)) && line.IsDefined(typeof(CallerLineNumberAttribute))
            && member.IsDefined(typeof(CallerMemberNameAttribute));

    private static MethodBase? Target(MethodBase code, int token)
    {
        try
        {
            return code.Module.ResolveMethod(
                token,
                code.DeclaringType?.GetGenericArguments(),
                code.IsGenericMethod ? code.GetGenericArguments() : null);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static int Length(OperandType operand, byte[] bytes, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(bytes, at)),
        _ => 4,
    };

    private static OpCode?[] Codes(int size)
    {
        var codes = new OpCode?[256];
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            if (field.GetValue(null) is OpCode code && code.Size == size)
            {
                codes[code.Value & 0xff] = code;
            }
        }

        return codes;
    }
}
