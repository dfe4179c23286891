using System.Globalization;
using Berth.Registry.Errors;

namespace Berth.Registry.Protocol;

/// <summary>Which page of a list is asked for: <c>n</c> and <c>last</c> (OCI distribution spec, "Listing Tags").</summary>
/// <param name="Count">Entries, 0 to <see cref="Largest"/>.</param>
/// <param name="Last">The entry before the first one of the page; null: it begins at the beginning.</param>
internal readonly record struct PageRequest(int Count, string? Last)
{
    /// <summary>Entries of a page, at most and where nothing is asked for; who wants more follows the link.</summary>
    public const int Largest = 10_000;

    /// <exception cref="RegistryException"><see cref="ErrorCode.PaginationNumberInvalid"/>: <c>n</c> is not a number from 0 on.</exception>
    public static PageRequest Of(HttpRequest request) => new(ParseCount(request.Parameter("n")), request.Parameter("last") is { Length: > 0 } last ? last : null);

    /// <summary>Points at the page after one that ended with <paramref name="last"/> (RFC 8288).</summary>
    /// <param name="path">Of the list.</param>
    public void LinkNext(HttpResponse response, string path, string last, string moreQuery = "") =>
        response.Headers.Link = $"<{path}?n={Count.ToString(CultureInfo.InvariantCulture)}&last={Uri.EscapeDataString(last)}{moreQuery}>; rel=\"next\"";

    private static int ParseCount(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Largest;
        }

        if (text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            throw new RegistryException(ErrorCode.PaginationNumberInvalid, "invalid number of results requested", text);
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? Math.Min(count, Largest) : Largest;
    }
}
