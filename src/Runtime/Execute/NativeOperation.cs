using System.Runtime.InteropServices;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>An <see cref="Operation"/> in unmanaged memory: what the child can read without the runtime's help.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeOperation
{
    public OpCode Code;
    public byte* Text1;
    public byte* Text2;
    public byte* Text3;
    public byte* Data;
    public int DataLength;
    public long A;
    public long B;
    public long C;
    public long D;
    public long E;

    public int Source;

    /// <summary>argv and envp of execve, NULL at the end of each.</summary>
    public byte** Arguments;
    public byte** Environment;
}
