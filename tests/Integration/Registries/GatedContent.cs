using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Integration.Registries;

/// <summary>Bytes of which the second half is there only when the test says so, as those of a layer that is being compressed.</summary>
internal sealed class GatedContent(byte[] bytes) : IUploadContent
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _half = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a reader has sent the first half, and waits.</summary>
    public Task HalfIsSent => _half.Task;

    public long? Length => _gate.Task.IsCompleted ? bytes.Length : null;

    public void Release() => _gate.SetResult();

    public Stream Open(long offset) => new Gated(this, bytes, offset);

    public async Task<Descriptor> DescribeAsync(CancellationToken cancellation)
    {
        await _gate.Task.WaitAsync(cancellation);
        return new Descriptor { Digest = Digest.Of(bytes), Size = bytes.Length };
    }

    private sealed class Gated : MemoryStream
    {
        private readonly GatedContent _content;
        private readonly int _middle;

        public Gated(GatedContent content, byte[] bytes, long offset)
            : base(bytes, writable: false)
        {
            _content = content;
            _middle = bytes.Length / 2;
            Position = offset;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position == _middle)
            {
                _content._half.TrySetResult();
                await _content._gate.Task.WaitAsync(cancellationToken);
            }

            int most = Position < _middle ? _middle - (int)Position : buffer.Length;
            return Read(buffer.Span[..Math.Min(most, buffer.Length)]);
        }
    }
}
