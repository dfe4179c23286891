using Berth.EngineApi;
using Berth.EngineApi.Images;

namespace Berth.Daemon.Http;

/// <summary>
/// An answer that is a stream of progress. Before its first line an error is an HTTP error; after it, the last line of the stream.
/// </summary>
internal sealed class ProgressStream(HttpContext http)
{
    public async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (http.Response.HasStarted && e is not OperationCanceledException)
        {
            await WriteAsync(new ProgressMessage { Error = e.Message, ErrorDetail = new ErrorDetail { Message = e.Message } });
        }
    }

    public async ValueTask WriteAsync(ProgressMessage message)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = "application/json";
        }

        await http.WriteJsonLineAsync(message, EngineApiJson.Wire.ProgressMessage);
    }
}
