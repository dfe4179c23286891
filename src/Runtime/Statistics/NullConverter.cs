using System.Text.Json;

namespace Berth.Runtime.Statistics;

/// <summary>A member that is there and null.</summary>
internal static class NullConverter
{
    public static bool Read(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return false;
    }

    public static void Write(Utf8JsonWriter writer, bool value)
    {
        _ = value;
        writer.WriteNullValue();
    }
}
