using System.Globalization;
using System.Text;

namespace Berth.EngineApi.Http;

/// <summary>Builds path and query of a request; absent values add nothing.</summary>
public sealed class Query(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _hasQuery;

    /// <summary>Escapes a name for a path; slashes and colons stay, because an image's name is several segments.</summary>
    public static string Escape(string name) =>
        Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal).Replace("%3A", ":", StringComparison.Ordinal)
            .Replace("%40", "@", StringComparison.Ordinal);

    /// <summary>Adds a parameter unless the value is null or empty.</summary>
    public Query Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return this;
        }

        _text.Append(_hasQuery ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _hasQuery = true;
        return this;
    }

    /// <summary>Adds <c>name=1</c> when it is set.</summary>
    public Query Add(string name, bool value) => Add(name, value ? "1" : null);

    /// <summary>Adds a number when there is one.</summary>
    public Query Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds filters when there are any.</summary>
    public Query Add(Filters filters) => filters.IsEmpty ? this : Add("filters", filters.ToJson());

    public override string ToString() => _text.ToString();
}
