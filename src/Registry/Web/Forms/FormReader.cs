using Microsoft.AspNetCore.Http.Features;

namespace Berth.Registry.Web.Forms;

/// <summary>Reads forms, bounded: URL-encoded, a few fields, as large as a description can become.</summary>
internal static class FormReader
{
    // 65,536 characters of description, of which each may take nine bytes.
    private const int Largest = 640 * 1024;

    /// <returns>Null: it is no form, or too large.</returns>
    public static async ValueTask<FormFields?> ReadAsync(HttpContext http)
    {
        HttpRequest request = http.Request;
        if (request.ContentType is not { } type || !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            || request.ContentLength > Largest)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = Largest;
        }

        try
        {
            var options = new FormOptions { ValueCountLimit = 32, KeyLengthLimit = 64, ValueLengthLimit = Largest };
            IFormCollection form = await request.ReadFormAsync(options, http.RequestAborted);
            return new FormFields(form.ToDictionary(static pair => pair.Key, static pair => pair.Value));
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}
