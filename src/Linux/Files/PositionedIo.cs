using System.Buffers;

namespace Berth.Linux;

/// <summary>Reading and writing at an offset of a file, whatever else uses its descriptor; every failure is a <see cref="LinuxException"/>.</summary>
public static unsafe class PositionedIo
{
    private const int MostVectors = 64;

    extension(Fd file)
    {
        /// <summary>pread(2): at most the span's length; 0 at the end.</summary>
        public int ReadAt(Span<byte> buffer, long offset)
        {
            nint got;
            fixed (byte* data = buffer)
            {
                do
                {
                    got = Libc.pread_file(file.Number, data, (nuint)buffer.Length, offset);
                }
                while (got < 0 && Fd.Interrupted());
            }

            return got >= 0 ? (int)got : throw LinuxException.FromLastError("read");
        }

        /// <summary>
        /// pwrite(2) or, of bytes in several pieces, pwritev(2): one call. Returns how many bytes were written, at least one; a disk that fills up takes
        /// a part before it says so.
        /// </summary>
        public long WriteSomeAt(in ReadOnlySequence<byte> bytes, long offset)
        {
            nint put;
            do
            {
                put = bytes.IsSingleSegment ? WriteOne(file, bytes.FirstSpan, offset) : WriteSeveral(file, bytes, offset);
            }
            while (put < 0 && Fd.Interrupted());

            return put >= 0 ? put : throw LinuxException.FromLastError("write");
        }
    }

    private static nint WriteOne(Fd file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* data = bytes)
        {
            return Libc.pwrite_file(file.Number, data, (nuint)bytes.Length, offset);
        }
    }

    private static nint WriteSeveral(Fd file, in ReadOnlySequence<byte> bytes, long offset)
    {
        Libc.IoVector* vectors = stackalloc Libc.IoVector[MostVectors];
        MemoryHandle[] pins = ArrayPool<MemoryHandle>.Shared.Rent(MostVectors);
        int count = 0;
        try
        {
            foreach (ReadOnlyMemory<byte> piece in bytes)
            {
                if (count == MostVectors)
                {
                    break;
                }

                pins[count] = piece.Pin();
                vectors[count] = new Libc.IoVector { iov_base = (byte*)pins[count].Pointer, iov_len = (nuint)piece.Length };
                count++;
            }

            return Libc.pwritev_file(file.Number, vectors, count, offset);
        }
        finally
        {
            for (int i = 0; i < count; i++)
            {
                pins[i].Dispose();
            }

            ArrayPool<MemoryHandle>.Shared.Return(pins, clearArray: true);
        }
    }
}
