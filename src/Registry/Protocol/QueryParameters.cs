using Microsoft.AspNetCore.WebUtilities;

namespace Berth.Registry.Protocol;

/// <summary>The parameters of a request's query.</summary>
internal static class QueryParameters
{
    /// <summary>The first of this name, decoded; null: there is none.</summary>
    public static string? Parameter(this HttpRequest request, string name)
    {
        if (!request.QueryString.HasValue)
        {
            return null;
        }

        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (pair.DecodeName().Span.SequenceEqual(name))
            {
                return pair.DecodeValue().ToString();
            }
        }

        return null;
    }

    /// <summary>All of this name, decoded, in their order.</summary>
    public static IReadOnlyList<string> Parameters(this HttpRequest request, string name)
    {
        if (!request.QueryString.HasValue)
        {
            return [];
        }

        var values = new List<string>();
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            if (pair.DecodeName().Span.SequenceEqual(name))
            {
                values.Add(pair.DecodeValue().ToString());
            }
        }

        return values;
    }
}
