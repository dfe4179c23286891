using System.IO.Pipelines;
using System.Text.Json;
using Berth.Registry.Accounts;
using Berth.Registry.Protocol;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Berth.Registry.Tokens;

/// <summary>The token service: <c>GET</c> and <c>POST /token</c>.</summary>
internal static class TokenEndpoints
{
    /// <summary>Bytes of a form.</summary>
    private const long MaxForm = 64 << 10;

    public static WebApplication MapTokens(this WebApplication app)
    {
        app.MapGet("/token", GetAsync);
        app.MapPost("/token", PostAsync);
        return app;
    }

    private static Task GetAsync(HttpContext http) =>
        AnswerAsync(http, static http => ValueTask.FromResult(TokenRequest.OfQuery(http.Request.Query, http.Request.Headers.Authorization)));

    private static Task PostAsync(HttpContext http) => AnswerAsync(http, ReadFormAsync);

    // Also in chunks, without a length: skopeo.
    private static async ValueTask<TokenRequest> ReadFormAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType)
        {
            throw TokenService.Bad("a form is expected: application/x-www-form-urlencoded");
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxForm;
        }

        try
        {
            PipeReader body = http.Request.BodyReader;
            var reader = new FormPipeReader(body) { ValueCountLimit = 200, KeyLengthLimit = 100, ValueLengthLimit = 16 << 10 };
            return TokenRequest.OfForm(await reader.ReadFormAsync(http.RequestAborted));
        }
        catch (InvalidDataException e)
        {
            throw TokenService.Bad(e.Message);
        }
    }

    private static async Task AnswerAsync(HttpContext http, Func<HttpContext, ValueTask<TokenRequest>> read)
    {
        HttpResponse response = http.Response;
        if (!http.RequestServices.GetRequiredService<AccountsState>().HasAccounts)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.Headers.CacheControl = "no-store";
        try
        {
            TokenAnswer answer = await http.RequestServices.GetRequiredService<TokenService>().AnswerAsync(await read(http), http);
            response.ContentType = "application/json";
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(answer, TokenJson.Default.TokenAnswer);
            response.ContentLength = json.Length;
            await response.Body.WriteAsync(json, http.RequestAborted);
        }
        catch (Exception e)
        {
            await http.RequestServices.GetRequiredService<ErrorMapping>().AnswerAsync(http, e);
        }
    }
}
