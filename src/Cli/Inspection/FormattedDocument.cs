using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Berth.Cli.Templates;

namespace Berth.Cli.Inspection;

/// <summary>
/// What a template makes of the daemon's JSON. The JSON is read as the record that it is; where the template does not fit that, as maps
/// of whatever is there: so a template may ask for a field that this version does not know, and for one by its name in JSON.
/// </summary>
internal static class FormattedDocument
{
    /// <exception cref="TemplateException">The template fits neither; the message is about the maps.</exception>
    public static string Write(Template template, JsonElement element, JsonTypeInfo? type)
    {
        if (type is not null)
        {
            var text = template.Execute(JsonValue.Of(element, type), TemplateMode.Plain, out var error);
            if (error is null)
            {
                return text;
            }
        }

        return template.Execute(JsonValue.Of(element, type: null), TemplateMode.MissingKeyIsError);
    }
}
