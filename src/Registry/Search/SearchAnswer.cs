using System.Buffers;
using System.Text.Json;
using Berth.Registry.Metadata;

namespace Berth.Registry.Search;

/// <summary>The document of <c>GET /v1/search</c>, with the fields that Docker Hub's has.</summary>
internal static class SearchAnswer
{
    /// <param name="text">As it was asked.</param>
    /// <param name="number">Of the page, from 1.</param>
    /// <param name="size">Results a page.</param>
    /// <param name="page">What was found.</param>
    public static ReadOnlyMemory<byte> Document(string text, int number, int size, SearchPage page)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("query", text);
        json.WriteNumber("num_results", page.Total);
        json.WriteNumber("num_pages", (page.Total + size - 1) / size);
        json.WriteNumber("page", number);
        json.WriteNumber("page_size", size);
        json.WriteStartArray("results");
        foreach (RepositoryRecord repository in page.Repositories)
        {
            json.WriteStartObject();
            json.WriteString("name", repository.Name.ToString());
            json.WriteString("description", repository.Summary);
            json.WriteNumber("star_count", repository.Stars);
            json.WriteNumber("pull_count", repository.Pulls);
            json.WriteBoolean("is_official", false);
            json.WriteBoolean("is_automated", false);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
