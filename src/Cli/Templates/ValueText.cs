using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Berth.Cli.Templates;

/// <summary>Values as text, as JSON, as truth: the conventions of Go's <c>fmt</c> and <c>text/template</c>.</summary>
internal static class ValueText
{
    /// <summary><c>[a b]</c>, <c>map[k:v]</c>, <c>&lt;nil&gt;</c>.</summary>
    public static string Of(object? value) => value switch
    {
        null => "<nil>",
        string text => text,
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => Real(number),
        IReadOnlyList<object?> list => "[" + string.Join(' ', list.Select(Of)) + "]",
        TemplateObject target => target.ToText(),
        _ => value.ToString() ?? "",
    };

    /// <summary>False for nil, zero, and what is empty.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        TemplateObject { Keys: { } keys } => keys.Count > 0,
        _ => true,
    };

    /// <summary>The type as Go would name it.</summary>
    public static string TypeName(object value) => value switch
    {
        string => "string",
        bool => "bool",
        long => "int64",
        double => "float64",
        IReadOnlyList<object?> => "[]interface {}",
        _ => "map[string]interface {}",
    };

    /// <summary>Compact JSON.</summary>
    public static string Json(object? value)
    {
        switch (value)
        {
            case null:
                return "null";
            case TemplateObject target:
                return target.ToJson();
            case IReadOnlyList<object?> list:
                return "[" + string.Join(',', list.Select(Json)) + "]";
            case string text:
                return JsonText(text);
            default:
                return Of(value);
        }
    }

    private static string JsonText(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStringValue(text);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Real(double number)
    {
        var exponent = number == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(number)));
        return exponent is < -4 or >= 21
            ? number.ToString("0.################e+00", CultureInfo.InvariantCulture)
            : number.ToString("0.################", CultureInfo.InvariantCulture);
    }
}
