using System.Globalization;
using Berth.Cli.Formatting;

namespace Berth.Cli.Containers.Copying;

/// <summary>Counts what goes through a stream that is read, and says so on a terminal, a few times a second.</summary>
internal sealed class CopyProgress : Stream
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);

    private readonly Stream _source;
    private readonly TextWriter? _output;
    private readonly string _doing;
    private readonly TimeProvider _time;
    private long _count;
    private long _shown;

    /// <param name="context">Where to say it, unless its error output is no terminal.</param>
    /// <param name="quiet">Say nothing.</param>
    /// <param name="doing"><c>Copying to container</c>.</param>
    /// <param name="source">What is counted; closed with this.</param>
    public CopyProgress(CliContext context, bool quiet, string doing, Stream source)
    {
        _source = source;
        _output = quiet || !context.Terminal.IsError ? null : context.Error;
        _doing = doing;
        _time = context.Time;
        Show("Preparing to copy...");
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>All went well.</summary>
    public void Finish(string target)
    {
        Show(string.Create(CultureInfo.InvariantCulture, $"Successfully copied {HumanSize.Decimal(_count)} to {target}"));
        _output?.WriteLine();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int got = _source.Read(buffer);
        _count += got;
        if (_output is not null && _time.GetElapsedTime(_shown) > s_pause)
        {
            Show($"{_doing} - {HumanSize.Decimal(_count)}");
        }

        return got;
    }

    // Nothing else is to be done meanwhile.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

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
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Show(string text)
    {
        _shown = _time.GetTimestamp();
        _output?.Write($"\r\e[2K{text}");
        _output?.Flush();
    }
}
