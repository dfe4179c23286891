using System.Text.Json;
using Berth.Engine.Errors;
using Berth.EngineApi;
using Berth.Images;
using Berth.Network;
using Berth.RegistryClient;

namespace Berth.Daemon.Http;

/// <summary>The one place where a class of error becomes an HTTP status.</summary>
internal static partial class ErrorMapping
{
    public static void UseErrorMapping(this IApplicationBuilder app)
    {
        ILogger log = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorMapping));
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                // The client went away; nobody reads an answer.
            }
            catch (OperationCanceledException) when (http.Stopping().IsCancellationRequested)
            {
                await AnswerAsync(http, new UnavailableException("the daemon is shutting down"), log);
            }
            catch (Exception e)
            {
                await AnswerAsync(http, e, log);
            }
        });
    }

    public static int Status(Exception error) => error switch
    {
        NotFoundException => StatusCodes.Status404NotFound,
        ConflictException => StatusCodes.Status409Conflict,
        InvalidParameterException or JsonException or FormatException => StatusCodes.Status400BadRequest,
        ForbiddenException => StatusCodes.Status403Forbidden,
        UnavailableException => StatusCodes.Status503ServiceUnavailable,
        NotModifiedException => StatusCodes.Status304NotModified,
        UnsupportedException => StatusCodes.Status501NotImplemented,
        ImageException image => Status(image.Kind),
        NetworkException network => Status(network.Kind),
        RegistryException registry => Status(registry.Kind),
        BadHttpRequestException bad => bad.StatusCode,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static int Status(ImageErrorKind kind) => kind switch
    {
        ImageErrorKind.NotFound => StatusCodes.Status404NotFound,
        ImageErrorKind.Conflict => StatusCodes.Status409Conflict,
        ImageErrorKind.InvalidParameter => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    // What the registry's network does is the daemon's failure, as dockerd has it; 401 and 404 are for the client to act on.
    private static int Status(RegistryErrorKind kind) => kind switch
    {
        RegistryErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
        RegistryErrorKind.Denied => StatusCodes.Status403Forbidden,
        RegistryErrorKind.NotFound => StatusCodes.Status404NotFound,
        RegistryErrorKind.Refused => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static int Status(NetworkErrorKind kind) => kind switch
    {
        NetworkErrorKind.NotFound => StatusCodes.Status404NotFound,
        NetworkErrorKind.InvalidParameter => StatusCodes.Status400BadRequest,
        NetworkErrorKind.Duplicate => StatusCodes.Status409Conflict,
        NetworkErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        NetworkErrorKind.NotImplemented => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static async Task AnswerAsync(HttpContext http, Exception error, ILogger log)
    {
        int status = Status(error);
        if (status == StatusCodes.Status500InternalServerError)
        {
            LogFailed(log, http.Request.Method, http.Request.Path, error);
        }
        else
        {
            LogRefused(log, http.Request.Method, http.Request.Path, status, Message(error));
        }

        if (http.Response.HasStarted)
        {
            // Half an answer is on its way: breaking the connection is the only way left to say that it is not whole.
            http.Abort();
            return;
        }

        // What every answer carries stays; what the failed one was going to be does not.
        http.Response.ContentLength = null;
        http.Response.ContentType = null;
        http.Response.StatusCode = status;
        if (status != StatusCodes.Status304NotModified)
        {
            await http.WriteJsonAsync(new ErrorResponse { Message = Message(error) }, EngineApiJson.Wire.ErrorResponse, status);
        }
    }

    private static string Message(Exception error) => error switch
    {
        JsonException => $"invalid JSON: {error.Message}",
        _ => error.Message,
    };

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} {Path} is answered with {Status}: {Reason}")]
    private static partial void LogRefused(ILogger log, string method, string path, int status, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private static partial void LogFailed(ILogger log, string method, string path, Exception error);
}
