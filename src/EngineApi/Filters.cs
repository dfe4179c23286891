using System.Text;

namespace Berth.EngineApi;

/// <summary>
/// The <c>filters</c> of listings: keys with sets of values. Clients send <c>{"label":["a=b"]}</c> or, older ones,
/// <c>{"label":{"a=b":true}}</c>; both are read, the first is written.
/// </summary>
public sealed class Filters
{
    private readonly SortedDictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>The keys that have values.</summary>
    public IReadOnlyCollection<string> Keys => _values.Keys;

    /// <summary>True when nothing is filtered.</summary>
    public bool IsEmpty => _values.Count == 0;

    /// <summary>The values of a key, empty when it is absent.</summary>
    public IReadOnlyList<string> this[string key] => _values.TryGetValue(key, out var values) ? values : [];

    /// <summary>Reads the query parameter; null and empty filter nothing.</summary>
    /// <exception cref="FormatException">The text is not a JSON object of one of the two shapes.</exception>
    public static Filters Parse(string? json)
    {
        var filters = new Filters();
        if (string.IsNullOrEmpty(json))
        {
            return filters;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            filters.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("invalid filter", e);
        }

        return filters;
    }

    /// <summary>Adds a value to a key; a value that is there already is not added again.</summary>
    public void Add(string key, string value)
    {
        if (!_values.TryGetValue(key, out var values))
        {
            _values[key] = values = [];
        }

        if (!values.Contains(value))
        {
            values.Add(value);
        }
    }

    /// <summary>The query parameter's text.</summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (key, values) in _values)
            {
                writer.WriteStartArray(key);
                values.ForEach(writer.WriteStringValue);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Read(JsonElement root)
    {
        foreach (var filter in root.EnumerateObject())
        {
            if (filter.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var value in filter.Value.EnumerateArray())
                {
                    Add(filter.Name, value.GetString() ?? "");
                }

                continue;
            }

            foreach (var value in filter.Value.EnumerateObject().Where(value => value.Value.GetBoolean()))
            {
                Add(filter.Name, value.Name);
            }
        }
    }
}
