using Berth.Oci;
using Berth.RegistryClient;

namespace Berth.Unit.RegistryClient.Uploads;

/// <summary>Bytes whose number and digest are known only once they have been read to their end.</summary>
internal sealed class MadeContent(byte[] bytes) : IUploadContent
{
    private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long? Length => _whole.Task.IsCompleted ? bytes.Length : null;

    public Stream Open(long offset) => new Making(bytes.AsMemory((int)offset).ToArray(), _whole);

    public async Task<Descriptor> DescribeAsync(CancellationToken cancellation)
    {
        await _whole.Task.WaitAsync(cancellation);
        return new Descriptor { Digest = Digest.Of(bytes), Size = bytes.Length };
    }

    private sealed class Making(byte[] bytes, TaskCompletionSource whole) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int got = Read(buffer.Span);
            if (got == 0)
            {
                whole.TrySetResult();
            }

            return ValueTask.FromResult(got);
        }
    }
}
