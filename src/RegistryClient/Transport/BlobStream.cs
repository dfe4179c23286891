using System.Security.Cryptography;
using Berth.Oci;

namespace Berth.RegistryClient.Transport;

/// <summary>
/// A blob from its first byte to its last, whatever becomes of the connections below: where one breaks, stands still or ends too early, the
/// next answer goes on from there (<see cref="BlobPart"/>). It gives up after several failures in a row without progress. What a mirror sends is
/// hashed here too, so that one that sends other bytes is found out, and not asked again for a while.
/// </summary>
/// <param name="open">Asks for the blob from a byte on.</param>
/// <param name="first">From byte 0 on.</param>
/// <param name="blob">Its size is known.</param>
/// <param name="options">How often, and how long to wait.</param>
internal sealed class BlobStream(
    Func<long, CancellationToken, Task<BlobPart>> open, BlobPart first, Descriptor blob, RegistryClientOptions options) : Stream
{
    // Less than this between two failures is none: a server could else spend an hour on a byte each.
    private const int Progress = 64 * 1024;

    private readonly Retry _retry = new(options);
    private readonly IncrementalHash? _hash = first.IsFromMirror ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private BlobPart? _part = first;
    private long _position;
    private long _lastBroken;
    private int _failures;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => blob.Size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="RegistryException">The bytes are not to be had, or are more than the blob has.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        long left = blob.Size - _position;
        if (left == 0)
        {
            await FinishAsync(cancellationToken);
            return 0;
        }

        Memory<byte> wanted = buffer.Length > left ? buffer[..(int)left] : buffer;
        while (true)
        {
            try
            {
                _part ??= await open(_position, cancellationToken);
                int count = await _part.ReadAsync(wanted, cancellationToken);
                _position += count;
                _hash?.AppendData(wanted.Span[..count]);
                CheckWhole();
                return count > 0 ? count : throw TooShort();
            }
            catch (RegistryException e) when (_part is not null)
            {
                await PauseAsync(e, cancellationToken);
            }
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DropPart();
            _hash?.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Drops the broken connection and waits before the next one.</summary>
    /// <exception cref="RegistryException">The failure, where it is for good or one of too many.</exception>
    private async Task PauseAsync(RegistryException failure, CancellationToken cancellation)
    {
        _part!.Broken(failure.Message);
        DropPart();
        _failures = _position - _lastBroken >= Progress ? 1 : _failures + 1;
        _lastBroken = _position;
        if (_failures >= options.Attempts || _retry.Pause(failure, _failures) is not { } pause)
        {
            throw failure;
        }

        await Task.Delay(pause, options.Time, cancellation);
    }

    /// <summary>All bytes are here; more must not follow. A connection that does not get to say so changes nothing.</summary>
    private async Task FinishAsync(CancellationToken cancellation)
    {
        if (_part is null)
        {
            return;
        }

        int more = 0;
        try
        {
            more = await _part.ReadAsync(new byte[1], cancellation);
        }
        catch (RegistryException)
        {
            // It broke or stands still.
        }

        DropPart();
        if (more > 0)
        {
            throw BlobPart.WrongSize(blob, "more");
        }
    }

    private void DropPart()
    {
        _part?.Dispose();
        _part = null;
    }

    private void CheckWhole()
    {
        if (_hash is not null && _position == blob.Size && Digest.FromHash(_hash.GetHashAndReset()) != blob.Digest)
        {
            throw new RegistryException(RegistryErrorKind.InvalidAnswer, $"a mirror sent other bytes than those of {blob.Digest}");
        }
    }

    private RegistryException TooShort() =>
        new(RegistryErrorKind.InvalidAnswer, BlobPart.WrongSize(blob, $"{_position}").Message) { IsTransient = true };
}
