using System.Security.Cryptography;
using Berth.Oci;

namespace Berth.Images.Archive;

/// <summary>
/// Two sides of a stream that work at once: one reads it and hashes it, block by block; the other, on a thread of its own, takes the
/// blocks from <see cref="Reader"/>. Whoever is ahead waits, so memory is a few blocks.
/// <code>
/// source ─▶ read, hash ─▶ [block] [block] [block] [block] ─▶ Reader
///        ◀─────────────────── free blocks ◀───────────────
/// </code>
/// </summary>
internal sealed class ReadAhead : IDisposable
{
    private const int Blocks = 4;
    private const int BlockBytes = 1 << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SemaphoreSlim _free = new(Blocks);
    private readonly SemaphoreSlim _filled = new(0);
    private readonly byte[]?[] _blocks = new byte[]?[Blocks];
    private readonly int[] _lengths = new int[Blocks];
    private volatile Exception? _failure;

    /// <summary>For one thread, which waits in it; a failure of the source is thrown there.</summary>
    public Stream Reader => field ??= new BlockReader(this);

    /// <summary>Reads a stream to its end; returns when the last block is filled.</summary>
    /// <returns>The digest of it all.</returns>
    public async Task<Digest> RunAsync(Stream source, CancellationToken cancellation)
    {
        try
        {
            for (int block = 0; ; block = (block + 1) % Blocks)
            {
                await _free.WaitAsync(cancellation).ConfigureAwait(false);
                byte[] buffer = _blocks[block] ??= GC.AllocateUninitializedArray<byte>(BlockBytes);
                int length = await source.ReadAtLeastAsync(buffer, BlockBytes, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                _hash.AppendData(buffer, 0, length);
                _lengths[block] = length;
                _filled.Release();
                if (length == 0)
                {
                    return Digest.FromHash(_hash.GetHashAndReset());
                }
            }
        }
        catch (Exception e)
        {
            _failure = e;
            _filled.Release();
            throw;
        }
    }

    public void Dispose()
    {
        _hash.Dispose();
        _free.Dispose();
        _filled.Dispose();
    }

    private sealed class BlockReader(ReadAhead owner) : ReadOnlyStream
    {
        private int _block = -1;
        private int _position;
        private bool _ended;

        public override int Read(Span<byte> buffer)
        {
            if (!HasBytes())
            {
                return 0;
            }

            int got = Math.Min(buffer.Length, owner._lengths[_block] - _position);
            owner._blocks[_block].AsSpan(_position, got).CopyTo(buffer);
            _position += got;
            return got;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        private bool HasBytes()
        {
            while (!_ended && (_block < 0 || _position == owner._lengths[_block]))
            {
                if (_block >= 0)
                {
                    owner._free.Release();
                }

                owner._filled.Wait();
                if (owner._failure is { } failure)
                {
                    _ended = true;
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
                }

                _block = (_block + 1) % Blocks;
                _position = 0;
                _ended = owner._lengths[_block] == 0;
            }

            return !_ended;
        }
    }
}
