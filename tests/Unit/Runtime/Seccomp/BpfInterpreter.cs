using System.Buffers.Binary;

namespace Berth.Unit.Runtime.Seccomp;

/// <summary>
/// Runs a filter as the kernel does, for the instructions that filters are made of (Documentation/networking/filter.rst, "BPF engine and
/// instruction set"); anything else is an error.
/// </summary>
internal static class BpfInterpreter
{
    /// <param name="program">struct sock_filter: u16 code, u8 jump if true, u8 jump if false, u32 operand.</param>
    /// <param name="architecture">AUDIT_ARCH_….</param>
    /// <param name="number">Of the system call.</param>
    /// <param name="arguments">Up to six.</param>
    /// <returns>SECCOMP_RET_…, with its data.</returns>
    public static uint Run(byte[] program, uint architecture, uint number, params ulong[] arguments)
    {
        byte[] data = Data(architecture, number, arguments);
        uint a = 0;
        int at = 0;
        while (true)
        {
            ReadOnlySpan<byte> instruction = program.AsSpan(at * 8, 8);
            ushort code = BinaryPrimitives.ReadUInt16LittleEndian(instruction);
            uint k = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            at++;
            switch (code)
            {
                case 0x20:
                    a = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)k));
                    break;
                case 0x54:
                    a &= k;
                    break;
                case 0x05:
                    at += (int)k;
                    break;
                case 0x15 or 0x25 or 0x35 or 0x45:
                    bool holds = code switch { 0x15 => a == k, 0x25 => a > k, 0x35 => a >= k, _ => (a & k) != 0 };
                    at += instruction[holds ? 2 : 3];
                    break;
                case 0x06:
                    return k;
                default:
                    throw new InvalidOperationException($"instruction {at - 1}: code {code:x}");
            }
        }
    }

    // struct seccomp_data.
    private static byte[] Data(uint architecture, uint number, ulong[] arguments)
    {
        byte[] data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        for (int i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16 + (8 * i)), arguments[i]);
        }

        return data;
    }
}
