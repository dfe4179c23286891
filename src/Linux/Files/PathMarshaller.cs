using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Berth.Linux;

/// <summary>Hands a path to the C library in its own bytes (<see cref="PathEncoding"/>).</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(In))]
internal static unsafe class PathMarshaller
{
    public ref struct In
    {
        private byte* _allocated;
        private Span<byte> _bytes;

        /// <summary>Names longer than a few hundred bytes are allocated; PATH_MAX is 4096.</summary>
        public static int BufferSize => 512;

        public void FromManaged(string? path, Span<byte> buffer)
        {
            ArgumentNullException.ThrowIfNull(path);
            if (path.Contains('\0'))
            {
                // The kernel would see another, shorter path than the one that was checked.
                throw new ArgumentException("a path cannot contain a NUL character", nameof(path));
            }

            int needed = PathEncoding.MaxBytes(path) + 1;
            if (needed > buffer.Length)
            {
                _allocated = (byte*)NativeMemory.Alloc((nuint)needed);
                buffer = new Span<byte>(_allocated, needed);
            }

            int length = PathEncoding.Encode(path, buffer);
            buffer[length] = 0;
            _bytes = buffer;
        }

        public readonly ref byte GetPinnableReference() => ref _bytes.GetPinnableReference();

        public readonly byte* ToUnmanaged() => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref _bytes.GetPinnableReference());

        public readonly void Free() => NativeMemory.Free(_allocated);
    }
}
