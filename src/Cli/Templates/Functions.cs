using System.Text;

namespace Berth.Cli.Templates;

/// <summary>The functions of templates: those of the language, and those that docker adds.</summary>
internal static class Functions
{
    private static readonly Dictionary<string, Function> s_table = Index(
    [
        new("and", [ParameterType.Value], ParameterType.Value, _ => null),
        new("or", [ParameterType.Value], ParameterType.Value, _ => null),
        new("not", [ParameterType.Value], null, a => !GoType.IsTrue(a[0])),
        new("call", [ParameterType.Value], ParameterType.Value, a => throw new TemplateException(
            a[0] is null or Nil ? "call of nil" : $"non-function of type {GoType.Name(a[0])}")),
        new("html", [], ParameterType.Any, a => TextEscapes.Html(TextEscapes.Joined(a))),
        new("js", [], ParameterType.Any, a => TextEscapes.JavaScript(TextEscapes.Joined(a))),
        new("urlquery", [], ParameterType.Any, a => TextEscapes.Query(TextEscapes.Joined(a))),
        new("index", [ParameterType.Value], ParameterType.Value, Indexing.Index),
        new("slice", [ParameterType.Value], ParameterType.Value, Indexing.Slice),
        new("len", [ParameterType.Value], null, a => Indexing.Length(a[0])),
        new("print", [], ParameterType.Any, GoPrint.Print),
        new("printf", [ParameterType.Text], ParameterType.Any, a => GoPrintf.Format((string)a[0]!, a.Skip(1).ToList())),
        new("println", [], ParameterType.Any, GoPrint.PrintLine),
        new("eq", [ParameterType.Value], ParameterType.Value, Comparison.Equal),
        new("ne", [ParameterType.Value, ParameterType.Value], null, a => !(bool)Comparison.Equal(a)),
        new("lt", [ParameterType.Value, ParameterType.Value], null, a => Comparison.Less(a[0], a[1])),
        new("le", [ParameterType.Value, ParameterType.Value], null, a => Comparison.LessOrEqual(a[0], a[1])),
        new("gt", [ParameterType.Value, ParameterType.Value], null, a => !Comparison.LessOrEqual(a[0], a[1])),
        new("ge", [ParameterType.Value, ParameterType.Value], null, a => !Comparison.Less(a[0], a[1])),

        new("json", [ParameterType.Any], null, a => GoJson.Of(a[0])),
        new("split", [ParameterType.Text, ParameterType.Text], null, a => Split((string)a[0]!, (string)a[1]!)),
        new("join", [ParameterType.Any, ParameterType.Text], null, a => Join(a[0], (string)a[1]!)),
        new("title", [ParameterType.Text], null, a => Title((string)a[0]!)),
        new("lower", [ParameterType.Text], null, a => ((string)a[0]!).ToLowerInvariant()),
        new("upper", [ParameterType.Text], null, a => ((string)a[0]!).ToUpperInvariant()),
        new("pad", [ParameterType.Text, ParameterType.Integer, ParameterType.Integer], null, Pad),
        new("truncate", [ParameterType.Text, ParameterType.Integer], null, a => Truncate((string)a[0]!, (long)a[1]!)),
    ]);

    // A table's heading goes through the same template, and must come out as it went in.
    private static readonly Dictionary<string, Function> s_headings = Index(
    [
        .. new[] { "json", "title", "lower", "upper" }.Select(name => new Function(name, [ParameterType.Text], null, a => a[0])),
        .. new[] { "split", "join" }.Select(name => new Function(name, [ParameterType.Text, ParameterType.Text], null, a => a[0])),
        new("truncate", [ParameterType.Text, ParameterType.Integer], null, a => a[0]),
    ]);

    public static bool Exists(string name) => s_table.ContainsKey(name);

    public static Function Find(string name, TemplateMode mode) =>
        mode == TemplateMode.Heading && s_headings.TryGetValue(name, out var heading) ? heading : s_table[name];

    private static Dictionary<string, Function> Index(IEnumerable<Function> functions) =>
        functions.ToDictionary(function => function.Name, StringComparer.Ordinal);

    private static TemplateList Split(string text, string separator)
    {
        var parts = separator.Length > 0 ? text.Split(separator) : text.EnumerateRunes().Select(rune => rune.ToString());
        return new TemplateList(parts.ToList<object?>(), "string");
    }

    private static string Join(object? value, string separator) => value switch
    {
        Nil { TypeName: "interface {}" } => "",
        TemplateList list => string.Join(separator, list.Items.Select(GoPrintf.Value)),
        TemplateObject { IsMap: true } map => string.Join(
            separator,
            map.Names.Select(name => GoPrintf.Value(map.TryField(name, out var item) ? item : null)).Order(StringComparer.Ordinal)),
        _ => throw new TemplateException($"expected slice, got {GoType.Name(value)}"),
    };

    private static string Title(string text)
    {
        var title = new StringBuilder();
        var startsWord = true;
        foreach (var rune in text.EnumerateRunes())
        {
            title.Append((startsWord ? Rune.ToUpperInvariant(rune) : rune).ToString());
            startsWord = rune.Value < 0x80
                ? !Rune.IsLetterOrDigit(rune) && rune.Value != '_'
                : !Rune.IsLetterOrDigit(rune) && Rune.IsWhiteSpace(rune);
        }

        return title.ToString();
    }

    private static string Pad(IReadOnlyList<object?> arguments)
    {
        var (text, before, after) = ((string)arguments[0]!, (long)arguments[1]!, (long)arguments[2]!);
        return text.Length == 0 ? text : Spaces(before) + text + Spaces(after);
    }

    private static string Spaces(long count) => count switch
    {
        < 0 => throw new TemplateException("strings: negative Repeat count"),
        > 1_000_000 => throw new TemplateException("strings: Repeat output length overflow"),
        _ => new string(' ', (int)count),
    };

    /// <summary>The length is in bytes; what is left of a character in the middle becomes a replacement character.</summary>
    private static string Truncate(string text, long length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length < length ? text
            : length >= 0 ? Encoding.UTF8.GetString(bytes, 0, (int)length)
            : throw new TemplateException($"runtime error: slice bounds out of range [:{length}]");
    }
}
