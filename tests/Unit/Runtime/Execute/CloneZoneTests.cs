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

    // An operation that the child does not know would end every container that has it, with ENOSYS.
    [Theory]
    [MemberData(nameof(Codes))]
    public void Step_EveryOpCode_HasItsCase(string name)
    {
        int value = (int)Enum.Parse<Berth.Runtime.Plan.OpCode>(name);
        HashSet<int> handled = [.. Constants("Step"), .. Constants("ProcessStep")];

        Assert.Contains(value, handled);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Operation_EveryOpCode_HasItsFactory(string name)
    {
        int value = (int)Enum.Parse<Berth.Runtime.Plan.OpCode>(name);
        IEnumerable<MethodInfo> factories = typeof(Berth.Runtime.Plan.Operation)
            .GetMethods(BindingFlags.Static | BindingFlags.Public).Where(m => m.ReturnType == typeof(Berth.Runtime.Plan.Operation));

        Assert.Contains(factories, m => FirstConstant(m) == value);
    }

    public static TheoryData<string> Codes => [.. Enum.GetNames<Berth.Runtime.Plan.OpCode>()];

    // A call that is bound at its first use runs the dynamic linker, under its lock: all of them are bound when the program is linked.
    [Fact]
    public void Binaries_ThatClone_LinkTheCLibraryDirectly()
    {
        string project = File.ReadAllText(Path.Combine(Architecture.Repository.Root, "src", "RuntimeCli", "RuntimeCli.csproj"));

        Assert.Contains("<DirectPInvoke Include=\"libc\" />", project, StringComparison.Ordinal);
        Assert.All(
            typeof(Sys).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly)
                .Where(m => m.Attributes.HasFlag(MethodAttributes.PinvokeImpl)),
            m => Assert.Equal("libc", m.GetCustomAttribute<System.Runtime.InteropServices.DllImportAttribute>()!.Value));
    }

    // The cases of a switch: the targets of its tables (from their lowest value on), and the values that are compared with.
    private static IEnumerable<int> Constants(string method)
    {
        byte[] il = typeof(Child).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.GetMethodBody()!.GetILAsByteArray()!;
        int lowest = 0;
        int last = 0;
        foreach ((OpCode code, int at) in Positions(il))
        {
            if (Constant(code, il, at) is int value)
            {
                last = value;
            }
            else if (code == OpCodes.Sub)
            {
                lowest = last;
            }
            else if (code == OpCodes.Switch)
            {
                int count = BitConverter.ToInt32(il, at);
                int fallback = Default(il, at + 4 + (4 * count));
                for (int i = 0; i < count; i++)
                {
                    int target = at + 4 + (4 * count) + BitConverter.ToInt32(il, at + 4 + (4 * i));
                    if (target != fallback)
                    {
                        yield return lowest + i;
                    }
                }

                lowest = 0;
            }
            else if (code == OpCodes.Beq || code == OpCodes.Beq_S)
            {
                yield return last;
            }
        }
    }

    // Where the branch behind a switch leads: what has no case of its own goes there too.
    private static int Default(byte[] il, int at) =>
        il[at] == OpCodes.Br_S.Value ? at + 2 + (sbyte)il[at + 1]
        : il[at] == OpCodes.Br.Value ? at + 5 + BitConverter.ToInt32(il, at + 1)
        : -1;

    private static int? FirstConstant(MethodInfo method)
    {
        byte[] il = method.GetMethodBody()!.GetILAsByteArray()!;
        foreach ((OpCode code, int at) in Positions(il))
        {
            if (Constant(code, il, at) is int value)
            {
                return value;
            }
        }

        return null;
    }

    private static int? Constant(OpCode code, byte[] il, int at) =>
        code == OpCodes.Ldc_I4_S ? (sbyte)il[at]
        : code == OpCodes.Ldc_I4 ? BitConverter.ToInt32(il, at)
        : code.Value >= OpCodes.Ldc_I4_0.Value && code.Value <= OpCodes.Ldc_I4_8.Value ? code.Value - OpCodes.Ldc_I4_0.Value
        : null;

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
        foreach ((OpCode code, int at) in Positions(il))
        {
            yield return (code, SizeOf(code, il, at) == 4 ? BitConverter.ToInt32(il, at) : 0);
        }
    }

    // Each instruction, with the place of its argument.
    private static IEnumerable<(OpCode Code, int At)> Positions(byte[] il)
    {
        int at = 0;
        while (at < il.Length)
        {
            short value = il[at] == 0xfe ? unchecked((short)(0xfe00 | il[at + 1])) : il[at];
            OpCode code = s_opCodes[value];
            at += code.Size;
            yield return (code, at);
            at += SizeOf(code, il, at);
        }
    }

    private static int SizeOf(OpCode code, byte[] il, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}
