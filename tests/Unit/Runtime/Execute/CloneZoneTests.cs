using System.Reflection;
using System.Reflection.Emit;
using Berth.Linux;
using Berth.Runtime.Execute;
using Xunit;

namespace Berth.Unit.Runtime.Execute;

/// <summary>
/// Reads the IL of all that runs between clone and execve (docs/decisions/0001) and refuses what that code must not do: allocate,
/// throw, box, call virtually, touch a static field, or leave our assemblies for anything but a few calls that are known to be bare.
/// </summary>
public sealed class CloneZoneTests
{
    private static readonly OpCode[] s_forbidden =
    [
        OpCodes.Newarr, OpCodes.Box, OpCodes.Throw, OpCodes.Rethrow, OpCodes.Ldstr, OpCodes.Callvirt, OpCodes.Castclass, OpCodes.Isinst,
        OpCodes.Unbox, OpCodes.Unbox_Any, OpCodes.Stsfld, OpCodes.Ldsfld, OpCodes.Ldftn, OpCodes.Ldvirtftn, OpCodes.Calli,
    ];

    // Intrinsics, and the constant that says for which processor this was compiled.
    private static readonly string[] s_bare =
    [
        "System.ReadOnlySpan`1.op_Implicit", "System.ReadOnlySpan`1..ctor", "System.Runtime.InteropServices.MemoryMarshal.GetReference",
        "System.Runtime.CompilerServices.Unsafe.AsPointer", "System.Runtime.InteropServices.RuntimeInformation.get_ProcessArchitecture",
    ];

    private static readonly Dictionary<short, OpCode> s_opCodes = typeof(OpCodes).GetFields(BindingFlags.Static | BindingFlags.Public)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    [Fact]
    public void Run_AndAllItCalls_StayInTheZone()
    {
        var problems = new List<string>();
        var seen = new HashSet<MethodBase>();
        var waiting = new Queue<MethodBase>();
        waiting.Enqueue(typeof(Child).GetMethod(nameof(Child.Run))!);
        while (waiting.TryDequeue(out MethodBase? method))
        {
            if (seen.Add(method))
            {
                Inspect(method, waiting, problems);
            }
        }

        Assert.Empty(problems);
        Assert.True(seen.Count > 100, "the walk has lost its way");
    }

    [Fact]
    public void Sys_EveryImport_HasNoTransition()
    {
        IEnumerable<MethodInfo> imports = typeof(Sys)
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
            .Where(m => m.Attributes.HasFlag(MethodAttributes.PinvokeImpl));

        Assert.NotEmpty(imports);
        Assert.All(imports, m => Assert.NotNull(m.GetCustomAttribute<System.Runtime.InteropServices.SuppressGCTransitionAttribute>()));
    }

    private static void Inspect(MethodBase method, Queue<MethodBase> waiting, List<string> problems)
    {
        string name = $"{method.DeclaringType}.{method.Name}";
        MethodBody? body = method.GetMethodBody();
        if (body is null)
        {
            bool bare = method.GetCustomAttribute<System.Runtime.InteropServices.SuppressGCTransitionAttribute>() is not null;
            problems.AddRange(bare ? [] : [$"{name}: an import with a GC transition"]);
            return;
        }

        if (body.ExceptionHandlingClauses.Count > 0)
        {
            problems.Add($"{name}: handles exceptions");
        }

        foreach ((OpCode code, int token) in Instructions(body.GetILAsByteArray()!))
        {
            MethodBase? target = code.OperandType == OperandType.InlineMethod ? method.Module.ResolveMethod(
                token, method.DeclaringType!.GetGenericArguments(), method.IsGenericMethod ? method.GetGenericArguments() : []) : null;
            bool isObject = code == OpCodes.Newobj && target?.DeclaringType?.IsValueType != true;
            if (isObject || s_forbidden.Contains(code))
            {
                problems.Add($"{name}: {code} {target}");
            }
            else if (target is not null)
            {
                Follow(name, target, waiting, problems);
            }
        }
    }

    private static void Follow(string caller, MethodBase target, Queue<MethodBase> waiting, List<string> problems)
    {
        string assembly = target.DeclaringType!.Assembly.GetName().Name!;
        string name = $"{target.DeclaringType.Namespace}.{target.DeclaringType.Name}.{target.Name}";
        if (assembly.StartsWith("Berth.", StringComparison.Ordinal))
        {
            waiting.Enqueue(target);
        }
        else if (!s_bare.Contains(name))
        {
            problems.Add($"{caller}: calls {name}");
        }
    }

    private static IEnumerable<(OpCode Code, int Token)> Instructions(byte[] il)
    {
        int at = 0;
        while (at < il.Length)
        {
            short value = il[at] == 0xfe ? unchecked((short)(0xfe00 | il[at + 1])) : il[at];
            OpCode code = s_opCodes[value];
            at += code.Size;
            int size = code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
            yield return (code, size == 4 ? BitConverter.ToInt32(il, at) : 0);
            at += size;
        }
    }
}
