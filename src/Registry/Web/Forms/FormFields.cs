using Microsoft.Extensions.Primitives;

namespace Berth.Registry.Web.Forms;

/// <summary>What a form sent; a field that is not there is empty.</summary>
internal sealed class FormFields(IReadOnlyDictionary<string, StringValues> fields)
{
    /// <summary>The name of the field with the token.</summary>
    public const string Token = "token";

    /// <summary>A line: without spaces around it.</summary>
    public string Line(string name) => Raw(name).Trim();

    /// <summary>Exactly what was typed: a password.</summary>
    public string Raw(string name) => fields.TryGetValue(name, out StringValues values) && values.Count > 0 ? values[0] ?? "" : "";

    /// <summary>A text of several lines, which end with a line feed.</summary>
    public string Lines(string name) => Raw(name).ReplaceLineEndings("\n").Trim('\n');

    public bool IsChecked(string name) => Raw(name).Length > 0;
}
