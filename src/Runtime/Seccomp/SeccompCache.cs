using System.Buffers.Binary;
using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Seccomp;

/// <summary>
/// Compiled filters, kept under the state root: compiling Docker's default takes milliseconds, longer than all of the rest.
/// <code>
/// STATE_ROOT/.seccomp/DIGEST    u32 length of key · u32 flags · key (version and filter as JSON) · BPF
/// </code>
/// The digest only finds the file. The key in it is compared whole, so a collision costs a compilation and nothing else.
/// </summary>
internal sealed class SeccompCache(string stateRoot)
{
    private const int HeaderSize = 8;

    // Raised whenever the same filter would be compiled differently.
    private const byte FormatVersion = 2;

    // Nobody has that many filters; a caller who makes up a new one each time must not fill the memory of the host.
    private const int MostFilters = 128;

    private readonly string _directory = $"{stateRoot}/.seccomp";

    public SeccompProgram Get(LinuxSeccomp filter)
    {
        // Who listens makes no difference to the program, everything else does.
        LinuxSeccomp compiled = filter with { ListenerPath = null, ListenerMetadata = null };
        byte[] json = SpecJson.Write(compiled);
        byte[] key = [FormatVersion, .. json];
        string path = string.Create(CultureInfo.InvariantCulture, $"{_directory}/{Digest(key):x16}");
        if (TryRead(path, key) is { } cached)
        {
            return cached;
        }

        SeccompProgram program = SeccompCompiler.Compile(filter);
        Write(path, key, program);
        return program;
    }

    private static SeccompProgram? TryRead(string path, byte[] key)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] content = File.ReadAllBytes(path);
        bool mine = content.Length > HeaderSize + key.Length
            && BinaryPrimitives.ReadInt32LittleEndian(content) == key.Length
            && content.AsSpan(HeaderSize, key.Length).SequenceEqual(key);
        return mine
            ? new SeccompProgram(content[(HeaderSize + key.Length)..], BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(4)))
            : null;
    }

    // Renamed into place: another runtime at the same moment sees a whole file or none.
    private void Write(string path, byte[] key, SeccompProgram program)
    {
        byte[] header = new byte[HeaderSize];
        BinaryPrimitives.WriteInt32LittleEndian(header, key.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), program.Flags);
        if (DirectoryEntry.TryCreate(_directory, 0x1c0) == Errno.EEXIST)
        {
            MakeRoom();
        }

        string temporary = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}");
        using (Fd file = Fd.Open(temporary, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, 0x180))
        {
            file.Write(header);
            file.Write(key);
            file.Write(program.Instructions);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private void MakeRoom()
    {
        string[] files = Directory.GetFiles(_directory);
        foreach (string file in files.Length < MostFilters ? [] : files)
        {
            File.Delete(file);
        }
    }

    // FNV-1a, 64 bits.
    private static ulong Digest(ReadOnlySpan<byte> data)
    {
        ulong hash = 14695981039346656037;
        foreach (byte one in data)
        {
            hash = (hash ^ one) * 1099511628211;
        }

        return hash;
    }
}
