using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Berth.Registry.Configuration;

/// <summary>
/// A configuration file: TOML with the keys of <see cref="SettingTable"/>. Everything wrong in it is told, each with its place; a file of which something is wrong
/// is refused whole.
/// </summary>
internal sealed class ConfigurationFile
{
    /// <summary>Bytes, at most.</summary>
    private const int LargestFile = 1 << 20;

    private readonly string _path;
    private readonly Dictionary<string, SettingValue> _values = new(StringComparer.Ordinal);
    private readonly List<string> _errors = [];

    private ConfigurationFile(string path) => _path = path;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, as messages name it.</param>
    /// <param name="errors">What is wrong is added to it.</param>
    /// <returns>Values by key.</returns>
    public static Dictionary<string, SettingValue> Read(string path, List<string> errors)
    {
        string text;
        try
        {
            text = new FileInfo(path) is { Length: > LargestFile } ? throw new IOException($"larger than {SizeText.Format(LargestFile)}") : File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path}: {e.Message}");
            return [];
        }

        return Parse(text, path, errors);
    }

    public static Dictionary<string, SettingValue> Parse(string text, string path, List<string> errors)
    {
        var file = new ConfigurationFile(path);
        DocumentSyntax document = SyntaxParser.Parse(text, path, validate: true);
        if (document.HasErrors)
        {
            errors.AddRange(document.Diagnostics.Where(static d => d.Kind == DiagnosticMessageKind.Error).Select(d => file.At(d.Span, d.Message)));
            return [];
        }

        file.ReadAll("", document.KeyValues);
        foreach (TableSyntaxBase table in document.Tables)
        {
            if (table is not TableSyntax || KeyOf(table.Name) is not { } name)
            {
                file._errors.Add(file.At(table.Span, "arrays of tables are not known here"));
            }
            else
            {
                file.ReadTable(name, table);
            }
        }

        errors.AddRange(file._errors);
        return file._values;
    }

    private void ReadTable(string name, TableSyntaxBase table)
    {
        if (!SettingTable.All.Any(s => s.Key.StartsWith($"{name}.", StringComparison.Ordinal)))
        {
            _errors.Add(At(table.Name!.Span, $"[{name}] is not known: expected one of {string.Join(", ", Sections())}"));
            return;
        }

        ReadAll($"{name}.", table.Items);
    }

    private void ReadAll(string prefix, SyntaxList<KeyValueSyntax> items)
    {
        foreach (KeyValueSyntax item in items)
        {
            Read(prefix, item);
        }
    }

    private void Read(string prefix, KeyValueSyntax item)
    {
        string key = prefix + KeyOf(item.Key);
        if (item.Value is InlineTableSyntax table)
        {
            foreach (InlineTableItemSyntax inner in table.Items)
            {
                Read($"{key}.", inner.KeyValue!);
            }

            return;
        }

        if (SettingTable.Find(key) is not { } setting)
        {
            _errors.Add(At(item.Key!.Span, $"{key} is not known{Suggestion(prefix)}"));
        }
        else if (Items(setting.Kind, item.Value!) is not { } texts)
        {
            _errors.Add(At(item.Value!.Span, $"{key}: expected {Expected(setting.Kind)}"));
        }
        else if (!_values.TryAdd(key, new SettingValue(texts, At(item.Value!.Span, key), IsFromCommandLine: false)))
        {
            _errors.Add(At(item.Key!.Span, $"{key} is given twice"));
        }
    }

    /// <summary>The texts of a value; null: it is not of the kind.</summary>
    private List<string>? Items(SettingKind kind, ValueSyntax value) => (kind, value) switch
    {
        (SettingKind.Text or SettingKind.Duration or SettingKind.Size or SettingKind.List, StringValueSyntax { Value: { } text }) => [text],
        (SettingKind.Path, StringValueSyntax { Value: { } path }) => [path.Length == 0 ? "" : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(_path))!, path)],
        (SettingKind.Switch, BooleanValueSyntax flag) => [flag.Value ? "true" : "false"],

        // A choice may be among words and true and false.
        (SettingKind.Text, BooleanValueSyntax flag) => [flag.Value ? "true" : "false"],
        (SettingKind.Number or SettingKind.Size, IntegerValueSyntax number) => [number.Value.ToString(null, null)],
        (SettingKind.Duration, IntegerValueSyntax { Value: 0 }) => ["0"],
        (SettingKind.List, ArraySyntax array) when array.Items.All(static i => i.Value is StringValueSyntax) => [.. array.Items.Select(static i => ((StringValueSyntax)i.Value!).Value!)],
        _ => null,
    };

    private static string Expected(SettingKind kind) => kind switch
    {
        SettingKind.Switch => "true or false",
        SettingKind.Number => "a whole number",
        SettingKind.Duration => DurationText.Expected,
        SettingKind.Size => SizeText.Expected,
        SettingKind.List => "a string or an array of strings",
        SettingKind.Path => "a string: a path",
        _ => "a string",
    };

    private static string Suggestion(string prefix)
    {
        string[] names = [.. SettingTable.All.Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(s => s.Key[prefix.Length..]).Where(static n => !n.Contains('.', StringComparison.Ordinal))];
        return names.Length == 0 ? "" : $": expected one of {string.Join(", ", names)}";
    }

    private static IEnumerable<string> Sections() =>
        SettingTable.All.Where(static s => s.Key.Contains('.', StringComparison.Ordinal)).Select(static s => $"[{s.Key[..s.Key.LastIndexOf('.')]}]").Distinct();

    private static string? KeyOf(KeySyntax? key) => key is null ? null : string.Join('.', key.DotKeys.Select(static k => Part(k.Key)).Prepend(Part(key.Key)));

    private static string Part(BareKeyOrStringValueSyntax? part) => part switch
    {
        BareKeySyntax bare => bare.Key?.Text ?? "",
        StringValueSyntax quoted => quoted.Value ?? "",
        _ => "",
    };

    /// <summary>Lines and columns are counted from 1.</summary>
    private string At(SourceSpan span, string message) => $"{_path}:{span.Start.Line + 1}:{span.Start.Column + 1}: {message}";
}
