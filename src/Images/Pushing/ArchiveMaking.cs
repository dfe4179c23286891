using System.Security.Cryptography;
using Berth.Content;
using Berth.Images.Archive;
using Berth.Linux;
using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Images.Pushing;

/// <summary>
/// A layer's archive while it is being compressed into a file, from which it is sent at once:
/// <code>
/// layer ─▶ plain tar ─▶ cores ─▶ file ─▶ blob of the store
///                                 └────▶ readers, which wait for what is not there yet
/// </code>
/// Compressing does not wait for the network, and a reader that has to begin again finds the bytes in the file.
/// </summary>
internal sealed class ArchiveMaking : IUploadContent, IAsyncDisposable
{
    private const string Doing = "failed to compress a layer";

    private readonly BlobIngest _file;
    private readonly Stream _plain;
    private readonly long _plainSize;
    private readonly CancellationTokenSource _stop;
    private readonly TaskCompletionSource<Descriptor> _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _run;
    private long _read;

    private ArchiveMaking(BlobIngest file, Stream plain, long plainSize, LayerCompression compression, CancellationToken cancellation)
    {
        _file = file;
        _plain = new ObservedStream(plain, count => Volatile.Write(ref _read, count));
        _plainSize = plainSize;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _run = Task.Run(() => RunAsync(compression), CancellationToken.None);
    }

    public long? Length => _whole.Task.IsCompletedSuccessfully ? _file.Length : null;

    /// <summary>Completes when compressing has ended, well or not; never fails.</summary>
    public Task Ended => _run;

    /// <summary>Begins.</summary>
    /// <param name="file">Empty; disposed with this.</param>
    /// <param name="plain">The layer's plain archive; disposed with this.</param>
    /// <param name="plainSize">Bytes of it.</param>
    /// <param name="compression">How.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static ArchiveMaking Start(
        BlobIngest file, Stream plain, long plainSize, LayerCompression compression, CancellationToken cancellation) =>
        new(file, plain, plainSize, compression, cancellation);

    public Stream Open(long offset) => _file.OpenRead(offset);

    public Task<Descriptor> DescribeAsync(CancellationToken cancellation) => _whole.Task.WaitAsync(cancellation);

    /// <summary>Which share of the layer the first bytes of the archive are, 0 to 1.</summary>
    public double Share(long sent)
    {
        double read = _plainSize == 0 ? 1 : (double)Volatile.Read(ref _read) / _plainSize;
        long written = _file.Length;
        return written == 0 ? 0 : Math.Min(1, read * sent / written);
    }

    /// <summary>Gives compressing up, unless it has ended.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Makes it a blob of the store, once it is whole.</summary>
    public async Task KeepAsync(BlobStore blobs)
    {
        Descriptor blob = await _whole.Task.ConfigureAwait(false);
        await Task.Run(() => blobs.Keep(_file, blob.Digest)).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        await _plain.DisposeAsync().ConfigureAwait(false);
        _file.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync(LayerCompression compression)
    {
        try
        {
            IBlockFormat format = compression == LayerCompression.Zstd ? new ZstdBlocks() : new GzipBlocks();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using (format as IDisposable)
            {
                await new ParallelCompressor(format).CompressAsync(_plain, new Output(_file, hash), _stop.Token).ConfigureAwait(false);
            }

            _whole.SetResult(new Descriptor { Digest = Digest.FromHash(hash.GetHashAndReset()), Size = _file.Length });
            _file.End();
        }
        catch (Exception e)
        {
            // An error of the disk must not look like one of the connection, which is tried again.
            Exception failure = e switch
            {
                LinuxException linux => ImageException.From(linux, Doing),
                IOException io => ImageException.From(io, Doing),
                _ => e,
            };
            _whole.SetException(failure);
            _file.End(failure);
        }
    }

    /// <summary>Where the compressor writes.</summary>
    private sealed class Output(BlobIngest file, IncrementalHash hash) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Write(buffer.Span);
            return ValueTask.CompletedTask;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            // Read and sent while it is hashed.
            file.Append(buffer);
            hash.AppendData(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
