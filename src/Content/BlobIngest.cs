using Microsoft.Win32.SafeHandles;

namespace Berth.Content;

/// <summary>
/// A blob while it arrives: one side appends, the other reads what is there already and waits for more, so that neither holds it in memory
/// nor waits for all of it. It becomes a blob by <see cref="BlobStore.Keep"/>; disposing it removes what did not.
/// </summary>
public sealed class BlobIngest : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly Lock _lock = new();
    private long _length;
    private bool _ended;
    private Exception? _failure;
    private TaskCompletionSource? _more;

    internal BlobIngest(string path)
    {
        Path = path;
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite);
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Bytes so far.</summary>
    public long Length
    {
        get
        {
            lock (_lock)
            {
                return _length;
            }
        }
    }

    internal string Path { get; }

    internal bool IsKept { get; set; }

    /// <exception cref="IOException">The disk is full, or failed.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, _length);
        Publish(bytes.Length, isEnd: false, failure: null);
    }

    /// <summary>Tells the readers that nothing more comes.</summary>
    /// <param name="failure">Why not, where it is not the end: what they get instead of it.</param>
    public void End(Exception? failure = null) => Publish(0, isEnd: true, failure);

    /// <summary>The bytes from an offset on, while they arrive; disposing the stream leaves the file.</summary>
    public Stream OpenRead(long offset = 0) => new Reader(this, offset);

    public void Dispose()
    {
        _file.Dispose();
        if (!IsKept)
        {
            File.Delete(Path);
        }
    }

    internal void Sync() => RandomAccess.FlushToDisk(_file);

    private void Publish(int count, bool isEnd, Exception? failure)
    {
        TaskCompletionSource? waiting;
        lock (_lock)
        {
            _length += count;
            _ended |= isEnd;
            _failure ??= failure;
            (waiting, _more) = (_more, null);
        }

        waiting?.TrySetResult();
    }

    // How many bytes there are behind a position; at the end, 0; where neither is so yet, what to wait for.
    private (long Available, Task? More) Look(long position)
    {
        lock (_lock)
        {
            if (position < _length)
            {
                return (_length - position, null);
            }

            if (_ended)
            {
                return _failure is null ? (0, null) : throw _failure;
            }

            _more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (0, _more.Task);
        }
    }

    private sealed class Reader(BlobIngest ingest, long offset) : Stream
    {
        private long _position = offset;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var (available, more) = ingest.Look(_position);
            while (more is not null)
            {
                await more.WaitAsync(cancellationToken).ConfigureAwait(false);
                (available, more) = ingest.Look(_position);
            }

            return Take(buffer.Span, available);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(Span<byte> buffer)
        {
            var (available, more) = ingest.Look(_position);
            while (more is not null)
            {
                more.Wait();
                (available, more) = ingest.Look(_position);
            }

            return Take(buffer, available);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Take(Span<byte> buffer, long available)
        {
            int count = (int)Math.Min(available, buffer.Length);
            if (count > 0)
            {
                count = RandomAccess.Read(ingest._file, buffer[..count], _position);
                _position += count;
            }

            return count;
        }
    }
}
