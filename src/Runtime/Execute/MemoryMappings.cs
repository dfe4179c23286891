using System.Runtime.CompilerServices;
using Berth.Linux;

namespace Berth.Runtime.Execute;

/// <summary>The mappings of this process's own program (proc_pid_maps(5)), and how they are exchanged under the running code.</summary>
[SkipLocalsInit]
internal static unsafe class MemoryMappings
{
    // A program of four segments has six mappings at most; all mappings of the process are some fifty lines.
    private const int MostMappings = 16;
    private const int MostText = 64 * 1024;

    // 32 MB a mapping, with the smallest pages.
    private const int MostPages = 8192;

    /// <summary>
    /// Maps the same bytes of another file wherever the program is mapped. What the process has written since its start is kept.
    /// </summary>
    /// <param name="code">An address in the program's first segment of code.</param>
    /// <param name="file">The same program, opened by another way.</param>
    /// <returns>0 or an errno; half replaced is as good as before.</returns>
    public static int Replace(nint code, int file)
    {
        Mapping* mappings = stackalloc Mapping[MostMappings];
        byte* text = stackalloc byte[MostText];
        int length = ReadAll("/proc/self/maps\0"u8, text, MostText);
        int count = length < 0 ? length : Select(new ReadOnlySpan<byte>(text, length), code, mappings);
        if (count <= 0)
        {
            return count < 0 ? -count : (int)Errno.ENOEXEC;
        }

        int pagemap = Open("/proc/self/pagemap\0"u8);
        nint result = pagemap;
        for (int i = 0; i < count && result >= 0; i++)
        {
            result = ReplaceOne(mappings + i, file, pagemap);
        }

        _ = pagemap < 0 ? 0 : Sys.close(pagemap);
        return result < 0 ? (int)-result : 0;
    }

    // Which pages the process has written, even in parts that are read-only now, the page table says (proc_pid_pagemap(5)).
    private static nint ReplaceOne(Mapping* mapping, int file, int pagemap)
    {
        nint pageSize = Environment.SystemPageSize;
        nint pages = mapping->Length / pageSize;
        ulong* states = stackalloc ulong[MostPages];
        nint size = pages * sizeof(ulong);
        if (pages > MostPages || Sys.pread64(pagemap, states, size, mapping->Start / pageSize * sizeof(ulong)) != size)
        {
            return -(int)Errno.E2BIG;
        }

        nint beside = 0;
        for (nint i = 0; i < pages; i++)
        {
            if (!IsWritten(states[i]))
            {
                continue;
            }

            beside = beside != 0 ? beside : Sys.mmap(0, mapping->Length, Sys.PROT_READ | Sys.PROT_WRITE, Sys.MAP_PRIVATE, file, mapping->Offset);
            if (beside < 0)
            {
                return beside;
            }

            CopyPage(mapping->Start + (i * pageSize), beside + (i * pageSize), pageSize);
        }

        return beside == 0
            ? Sys.mmap(mapping->Start, mapping->Length, mapping->Protection, Sys.MAP_PRIVATE | Sys.MAP_FIXED, file, mapping->Offset)
            : MoveOnto(mapping, beside);
    }

    private static nint MoveOnto(Mapping* mapping, nint beside)
    {
        nint result = Sys.mprotect(beside, mapping->Length, mapping->Protection);
        return result < 0
            ? result
            : Sys.mremap(beside, mapping->Length, mapping->Length, Sys.MREMAP_MAYMOVE | Sys.MREMAP_FIXED, mapping->Start);
    }

    // Present or swapped out, and not a page of the file.
    private static bool IsWritten(ulong state) => (state & (3UL << 62)) != 0 && (state & (1UL << 61)) == 0;

    private static void CopyPage(nint from, nint to, nint size)
    {
        for (nint i = 0; i < size; i += sizeof(ulong))
        {
            *(ulong*)(to + i) = *(ulong*)(from + i);
        }
    }

    // The mappings of the file that the code is of, in the order of their addresses.
    private static int Select(ReadOnlySpan<byte> text, nint code, Mapping* mappings)
    {
        Mapping program = default;
        foreach (Range line in text.Split((byte)'\n'))
        {
            Mapping mapping = Parse(text[line]);
            program = mapping.Start <= code && code < mapping.End ? mapping : program;
        }

        int count = 0;
        foreach (Range line in text.Split((byte)'\n'))
        {
            Mapping mapping = Parse(text[line]);
            if (program.Inode == 0 || mapping.Inode != program.Inode || mapping.Device != program.Device)
            {
                continue;
            }

            if (count == MostMappings)
            {
                return -(int)Errno.E2BIG;
            }

            mappings[count++] = mapping;
        }

        return count > 0 && mappings[0].Offset == 0 ? count : 0;
    }

    // 55a84e7c3000-55a84e7ce000 r-xp 0001f000 fe:00 3019      /usr/bin/berth-runtime
    private static Mapping Parse(ReadOnlySpan<byte> line)
    {
        var mapping = new Mapping { Start = Hex(ref line), End = Hex(ref line) };
        if (line.Length < 5)
        {
            return default;
        }

        mapping.Protection = (line[0] == 'r' ? Sys.PROT_READ : 0) | (line[1] == 'w' ? Sys.PROT_WRITE : 0) | (line[2] == 'x' ? Sys.PROT_EXEC : 0);
        line = line[5..];
        mapping.Offset = Hex(ref line);
        mapping.Device = (Hex(ref line) << 32) + Hex(ref line);

        // Decimal, read as if it were not: as good to be compared.
        mapping.Inode = Hex(ref line);
        return mapping;
    }

    // The next number and the character behind it.
    private static nint Hex(ref ReadOnlySpan<byte> line)
    {
        nint value = 0;
        int i = 0;
        for (; i < line.Length && char.IsAsciiHexDigit((char)line[i]); i++)
        {
            value = (value << 4) + (line[i] <= '9' ? line[i] - '0' : (line[i] | 0x20) - 'a' + 10);
        }

        line = line[Math.Min(i + 1, line.Length)..];
        return value;
    }

    private static int ReadAll(ReadOnlySpan<byte> path, byte* buffer, int size)
    {
        int file = Open(path);
        if (file < 0)
        {
            return file;
        }

        nint got;
        int length = 0;
        do
        {
            got = Sys.read(file, buffer + length, size - length);
            length += (int)Math.Max(got, 0);
        }
        while (got > 0 && length < size);
        Sys.close(file);
        return got < 0 ? (int)got : length < size ? length : -(int)Errno.E2BIG;
    }

    private static int Open(ReadOnlySpan<byte> path)
    {
        fixed (byte* name = path)
        {
            return Sys.openat(Sys.AT_FDCWD, name, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, 0);
        }
    }

    private struct Mapping
    {
        public nint Start;
        public nint End;
        public nint Offset;
        public int Protection;
        public nint Device;
        public nint Inode;

        public readonly nint Length => End - Start;
    }
}
