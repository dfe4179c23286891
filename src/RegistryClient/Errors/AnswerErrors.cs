using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Berth.RegistryClient.Auth;
using Berth.RegistryClient.Json;
using Berth.RegistryClient.Transport;

namespace Berth.RegistryClient.Errors;

/// <summary>
/// Turns an answer that says no into an exception, in docker's words: the <c>errors</c> of the body, else what the status says. Scripts
/// match these texts.
/// </summary>
internal static class AnswerErrors
{
    private const int LongestBody = 64 * 1024;

    /// <summary>The exception for an answer of status 400 and above, or of one that was not expected; reads its body.</summary>
    public static async Task<RegistryException> ReadAsync(
        HttpResponseMessage response, StallClock stall, TimeProvider time, CancellationToken cancellation)
    {
        byte[] body;
        try
        {
            body = await BoundedBody.ReadUpToAsync(response, LongestBody, stall, cancellation);
        }
        catch (RegistryException)
        {
            // The status alone says enough.
            body = [];
        }

        return From(response, body, time);
    }

    private static RegistryException From(HttpResponseMessage response, byte[] body, TimeProvider time)
    {
        HttpStatusCode status = response.StatusCode;
        IReadOnlyList<ErrorItem> errors = status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError
            ? [.. FromChallenges(response), .. FromBody(body, status)]
            : [];
        string? code = errors.Count == 0 ? null : errors[0].Code;
        return new RegistryException(Kind(status, code), Text(response, errors, body))
        {
            Code = code,
            First = errors.Count == 0 ? null : errors[0].ToString(),
            IsTransient = status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
                || (status >= HttpStatusCode.InternalServerError && status != HttpStatusCode.NotImplemented),
            RetryAfter = RetryAfter(response, time),
        };
    }

    private static RegistryErrorKind Kind(HttpStatusCode status, string? code) => (status, code) switch
    {
        (HttpStatusCode.TooManyRequests, _) or (_, ErrorCodes.TooManyRequests) => RegistryErrorKind.RateLimited,
        (HttpStatusCode.Unauthorized, ErrorCodes.Denied) => RegistryErrorKind.Denied,
        (HttpStatusCode.Unauthorized, _) => RegistryErrorKind.Unauthorized,
        (HttpStatusCode.Forbidden, _) => RegistryErrorKind.Denied,
        (HttpStatusCode.NotFound, _) => RegistryErrorKind.NotFound,
        (HttpStatusCode.RequestTimeout, _) or (>= HttpStatusCode.InternalServerError, _) => RegistryErrorKind.Unavailable,
        (>= HttpStatusCode.BadRequest, _) => RegistryErrorKind.Refused,
        _ => RegistryErrorKind.InvalidAnswer,
    };

    private static string Text(HttpResponseMessage response, IReadOnlyList<ErrorItem> errors, byte[] body)
    {
        if (errors.Count == 1)
        {
            return errors[0].ToString();
        }

        if (errors.Count > 1)
        {
            return $"errors: {string.Join("; ", errors)}";
        }

        int status = (int)response.StatusCode;
        return status switch
        {
            401 => "unauthorized: authentication required",
            429 => "toomanyrequests: too many requests",
            >= 400 and < 500 => $"error parsing HTTP {status} response body: no error details found in HTTP response body: "
                + ErrorText.Quoted(Encoding.UTF8.GetString(body)),
            _ => $"received unexpected HTTP status: {status} {ErrorText.OneLine(response.ReasonPhrase ?? "")}".TrimEnd(),
        };
    }

    // RFC 6750, section 3.1.
    private static IEnumerable<ErrorItem> FromChallenges(HttpResponseMessage response)
    {
        foreach (Challenge challenge in Challenges(response).Where(c => c.Scheme == "bearer"))
        {
            string? code = challenge["error"] switch
            {
                "invalid_token" => ErrorCodes.Unauthorized,
                "insufficient_scope" => ErrorCodes.Denied,
                _ => null,
            };
            if (code is not null)
            {
                string message = challenge["error_description"] ?? ErrorCodes.Message(code);
                return [new ErrorItem { Code = code, Message = message, Detail = NoDetail }];
            }
        }

        return [];
    }

    /// <summary>The challenges of an answer.</summary>
    public static IReadOnlyList<Challenge> Challenges(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var lines) ? ChallengeParser.Parse(lines) : [];

    private static IEnumerable<ErrorItem> FromBody(byte[] body, HttpStatusCode status)
    {
        ErrorsDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(body, RegistryJson.Default.ErrorsDocument);
        }
        catch (JsonException)
        {
            return [];
        }

        if (document?.Details is { Length: > 0 } details)
        {
            return [new ErrorItem { Code = CodeOf(status), Message = details, Detail = NoDetail }];
        }

        return document?.Errors.OfType<ErrorItem>() ?? [];
    }

    private static string CodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ErrorCodes.Unauthorized,
        HttpStatusCode.Forbidden => ErrorCodes.Denied,
        HttpStatusCode.TooManyRequests => ErrorCodes.TooManyRequests,
        _ => ErrorCodes.Unknown,
    };

    // Anything that is not null: these are always printed with their message.
    private static JsonElement NoDetail { get; } = JsonDocument.Parse("{}").RootElement;

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        if (!response.Headers.NonValidated.TryGetValues("Retry-After", out var values))
        {
            return null;
        }

        string text = values.First().Trim();
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.FromDays(1).TotalSeconds));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? TimeSpan.FromTicks(Math.Max(0, (date - time.GetUtcNow()).Ticks))
            : null;
    }
}
