using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Berth.Images.Archive;

/// <summary>
/// Compresses on all cores. Blocks of the plain bytes are compressed side by side and written in order, so the result is the same
/// however many threads there are and whoever finishes first:
/// <code>
/// plain ─▶ block ─▶ thread ─┐
///          block ─▶ thread ─┼─▶ queue, in order ─▶ output
///          block ─▶ thread ─┘
/// </code>
/// Reading waits where the queue is full, so memory is <see cref="MaxMemory"/> at most, whatever the sizes.
/// </summary>
internal sealed class ParallelCompressor
{
    /// <summary>Bytes that the plain and compressed blocks have at most, together; the compressors' own come on top.</summary>
    public const int MaxMemory = 64 << 20;

    private readonly IBlockFormat _format;
    private readonly int _queue;
    private readonly ConcurrentBag<Block> _free = [];

    /// <param name="format">Used for one stream only.</param>
    /// <param name="threads">How many blocks at once; default: as many as there are cores, within the memory's limit.</param>
    public ParallelCompressor(IBlockFormat format, int? threads = null)
    {
        _format = format;

        // One block is being read and one written beside those in the queue; compressed, a block may need as much again.
        int most = (MaxMemory / (2 * format.BlockBytes)) - 2;
        _queue = Math.Clamp(threads ?? Environment.ProcessorCount, 1, most);
    }

    /// <summary>Reads a stream to its end and writes its compressed form. Neither stream is disposed.</summary>
    public async Task CompressAsync(Stream plain, Stream output, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = Channel.CreateBounded<Task<Block>>(new BoundedChannelOptions(_queue) { SingleReader = true, SingleWriter = true });
        Task reading = Task.Run(() => ReadAsync(plain, queue.Writer, stop.Token), CancellationToken.None);
        try
        {
            await output.WriteAsync(_format.Header.ToArray(), cancellation).ConfigureAwait(false);
            await foreach (Task<Block> compressing in queue.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                Block block = await compressing.ConfigureAwait(false);
                await output.WriteAsync(block.Compressed.GetBuffer().AsMemory(0, (int)block.Compressed.Length), cancellation).ConfigureAwait(false);
                _free.Add(block);
            }
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            // Nobody reads the plain stream any more when this returns: the caller disposes it.
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await FinishAsync(queue.Reader).ConfigureAwait(false);
        }

        await output.WriteAsync(_format.Trailer(), cancellation).ConfigureAwait(false);
    }

    private async Task ReadAsync(Stream plain, ChannelWriter<Task<Block>> queue, CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                Block block = _free.TryTake(out Block? free) ? free : new Block(_format.BlockBytes);
                block.Length = await plain.ReadAtLeastAsync(block.Plain, block.Plain.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
                if (block.Length == 0)
                {
                    break;
                }

                _format.Account(block.Plain.AsSpan(0, block.Length));
                await EnqueueAsync(queue, Task.Run(() => Compress(block), CancellationToken.None), cancellation).ConfigureAwait(false);
            }

            queue.Complete();
        }
        catch (Exception e)
        {
            queue.Complete(e);
        }
    }

    private static async Task EnqueueAsync(ChannelWriter<Task<Block>> queue, Task<Block> compressing, CancellationToken cancellation)
    {
        try
        {
            await queue.WriteAsync(compressing, cancellation).ConfigureAwait(false);
        }
        catch
        {
            await ((Task)compressing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private Block Compress(Block block)
    {
        block.Compressed.SetLength(0);
        _format.CompressBlock(block.Plain.AsSpan(0, block.Length), block.Compressed);
        return block;
    }

    // After a failure: what is still being compressed ends before the format may be disposed.
    private static async Task FinishAsync(ChannelReader<Task<Block>> queue)
    {
        while (queue.TryRead(out Task<Block>? compressing))
        {
            await ((Task)compressing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed class Block(int bytes)
    {
        public byte[] Plain { get; } = GC.AllocateUninitializedArray<byte>(bytes);

        public int Length { get; set; }

        public MemoryStream Compressed { get; } = new(bytes / 2);
    }
}
