namespace Berth.Registry.Storage;

/// <summary>An open blob.</summary>
internal interface IBlobContent : IDisposable
{
    /// <summary>Bytes.</summary>
    long Length { get; }

    /// <summary>Sends a part of it as a response's body; the headers are set.</summary>
    Task SendAsync(HttpResponse response, long offset, long count, CancellationToken cancellation);

    /// <summary>Its bytes from the start.</summary>
    Stream OpenStream();
}
