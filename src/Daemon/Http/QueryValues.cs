using System.Globalization;
using Berth.Engine.Errors;

namespace Berth.Daemon.Http;

/// <summary>Query parameters, read as the Engine API reads them.</summary>
internal static class QueryValues
{
    /// <summary>True unless absent, empty, <c>0</c>, <c>no</c>, <c>false</c> or <c>none</c>.</summary>
    public static bool QueryFlag(this HttpContext http, string name, bool absent = false)
    {
        if (!http.Request.Query.TryGetValue(name, out var values))
        {
            return absent;
        }

        return values.ToString().Trim().ToLowerInvariant() is not ("" or "0" or "no" or "false" or "none");
    }

    /// <summary>The text, or null where it is absent or empty.</summary>
    public static string? QueryText(this HttpContext http, string name)
    {
        string? text = http.Request.Query[name];
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>A whole number, or null where it is absent or empty.</summary>
    /// <exception cref="InvalidParameterException">It is something else.</exception>
    public static int? QueryNumber(this HttpContext http, string name)
    {
        string? text = http.QueryText(name);
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new InvalidParameterException($"strconv.Atoi: parsing \"{text}\": invalid syntax");
    }
}
