using Berth.Images.Archive;
using Microsoft.Win32.SafeHandles;

namespace Berth.Images.Loading;

/// <summary>
/// A file of a <see cref="SpooledArchive"/>, read front to back. Its bytes were written a moment ago and come from the page cache, so
/// reads are made at once and never wait for a thread.
/// </summary>
/// <param name="progress">Told how far the reading is, a hundred times at most and at the end; null: nobody.</param>
internal sealed class SpooledFile(string path, Func<long, ValueTask>? progress = null) : ReadOnlyStream
{
    private const long SmallestStep = 512 << 10;
    private const int Steps = 100;

    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
    private long _told;

    /// <summary>Where it lies on the disk.</summary>
    public string Path => path;

    public override long Length => RandomAccess.GetLength(_file);

    /// <summary>Bytes read so far.</summary>
    public long Count { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        int got = RandomAccess.Read(_file, buffer, Count);
        Count += got;
        return got;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int got = Read(buffer.Span);
        if (progress is not null && Count > _told && (got == 0 || Count - _told >= Math.Max(SmallestStep, Length / Steps)))
        {
            _told = Count;
            await progress(Count).ConfigureAwait(false);
        }

        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
