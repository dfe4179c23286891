using System.Runtime.InteropServices;
using System.Text;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>A plan laid out in unmanaged memory, strings NUL-terminated. A clone of the process has it at the same addresses.</summary>
internal sealed unsafe class NativePlan : IDisposable
{
    private readonly List<nint> _blocks = [];

    public NativePlan(IReadOnlyList<Operation> operations)
    {
        Count = operations.Count;
        Operations = (NativeOperation*)Allocate(Count * sizeof(NativeOperation));
        for (int i = 0; i < Count; i++)
        {
            Lay(operations[i], Operations + i);
        }
    }

    public NativeOperation* Operations { get; }

    public int Count { get; }

    public void Dispose()
    {
        foreach (nint block in _blocks)
        {
            NativeMemory.Free((void*)block);
        }

        _blocks.Clear();
    }

    private void Lay(Operation operation, NativeOperation* native)
    {
        *native = new NativeOperation
        {
            Code = operation.Code,
            Text1 = Text(operation.Text1),
            Text2 = Text(operation.Text2),
            Text3 = Text(operation.Text3),
            Data = Bytes(operation.Data),
            DataLength = operation.Data?.Length ?? 0,
            A = operation.A,
            B = operation.B,
            C = operation.C,
            D = operation.D,
            E = operation.E,
            Source = operation.Source,
            Arguments = Vector(operation.Arguments),
            Environment = Vector(operation.Environment),
        };
    }

    private byte** Vector(IReadOnlyList<string>? items)
    {
        if (items is null)
        {
            return null;
        }

        byte** vector = (byte**)Allocate((items.Count + 1) * sizeof(byte*));
        for (int i = 0; i < items.Count; i++)
        {
            vector[i] = Text(items[i]);
        }

        return vector;
    }

    // A NUL inside would cut the string short: another path than the one that was checked.
    private byte* Text(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new RuntimeException($"invalid configuration: a NUL in '{text.Replace('\0', ' ')}'")
            : Bytes(Encoding.UTF8.GetBytes(text + '\0'));
    }

    private byte* Bytes(byte[]? bytes)
    {
        if (bytes is null)
        {
            return null;
        }

        byte* memory = (byte*)Allocate(Math.Max(bytes.Length, 1));
        bytes.CopyTo(new Span<byte>(memory, bytes.Length));
        return memory;
    }

    private void* Allocate(int size)
    {
        void* block = NativeMemory.AllocZeroed((nuint)size);
        _blocks.Add((nint)block);
        return block;
    }
}
