using System.Globalization;

namespace Berth.Cli.Templates;

/// <summary>The functions of templates: those of the language, and those that formats of this kind of tool have.</summary>
internal static class Functions
{
    private static readonly Dictionary<string, Func<object?[], object?>> Table = new(StringComparer.Ordinal)
    {
        ["json"] = arguments => ValueText.Json(One(arguments)),
        ["join"] = arguments => string.Join(Text(arguments, 1), List(arguments, 0).Select(ValueText.Of)),
        ["split"] = arguments => Text(arguments, 0).Split(Text(arguments, 1)).ToList<object?>(),
        ["lower"] = arguments => Text(arguments, 0).ToLowerInvariant(),
        ["upper"] = arguments => Text(arguments, 0).ToUpperInvariant(),
        ["title"] = arguments => Title(Text(arguments, 0)),
        ["pad"] = arguments => Pad(Text(arguments, 0), Integer(arguments, 1), Integer(arguments, 2)),
        ["truncate"] = arguments => Truncate(Text(arguments, 0), Integer(arguments, 1)),
        ["len"] = arguments => Length(One(arguments)),
        ["index"] = Index,
        ["slice"] = Slice,
        ["not"] = arguments => !ValueText.IsTrue(One(arguments)),
        ["print"] = arguments => Print(arguments, always: false),
        ["println"] = arguments => Print(arguments, always: true) + "\n",
        ["printf"] = arguments => Printf.Format(Text(arguments, 0), arguments.AsSpan(1)),
        ["urlquery"] = arguments =>
            Uri.EscapeDataString(string.Concat(arguments.Select(ValueText.Of))).Replace("%20", "+", StringComparison.Ordinal),
        ["html"] = arguments => System.Net.WebUtility.HtmlEncode(string.Concat(arguments.Select(ValueText.Of))),
        ["eq"] = arguments => arguments.Length >= 2
            ? arguments.Skip(1).Any(other => AreEqual(arguments[0], other))
            : throw new TemplateException("missing argument for comparison"),
        ["ne"] = arguments => !AreEqual(At(arguments, 0), At(arguments, 1)),
        ["lt"] = arguments => Compare(arguments) < 0,
        ["le"] = arguments => Compare(arguments) <= 0,
        ["gt"] = arguments => Compare(arguments) > 0,
        ["ge"] = arguments => Compare(arguments) >= 0,
    };

    /// <summary><c>and</c> and <c>or</c> do not evaluate all their arguments, so the evaluator has them.</summary>
    public static bool Exists(string name) => name is "and" or "or" || Table.ContainsKey(name);

    public static object? Call(string name, object?[] arguments) => Table[name](arguments);

    private static object? At(object?[] arguments, int index) => index < arguments.Length
        ? arguments[index]
        : throw new TemplateException($"wrong number of args: want at least {index + 1} got {arguments.Length}");

    private static object? One(object?[] arguments) =>
        arguments.Length == 1 ? arguments[0] : throw new TemplateException($"wrong number of args: want 1 got {arguments.Length}");

    private static string Text(object?[] arguments, int index) => At(arguments, index) switch
    {
        string text => text,
        null => "",
        var other => throw new TemplateException($"wrong type for value; expected string; got {ValueText.TypeName(other)}"),
    };

    private static int Integer(object?[] arguments, int index) => At(arguments, index) is long number
        ? (int)Math.Clamp(number, 0, 4096)
        : throw new TemplateException("wrong type for value; expected int");

    private static IReadOnlyList<object?> List(object?[] arguments, int index) => At(arguments, index) switch
    {
        IReadOnlyList<object?> list => list,
        null => [],
        var other => throw new TemplateException($"wrong type for value; expected []string; got {ValueText.TypeName(other)}"),
    };

    private static string Title(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            var startsWord = true;
            for (var i = 0; i < source.Length; i++)
            {
                span[i] = startsWord ? char.ToUpperInvariant(source[i]) : source[i];
                startsWord = !char.IsLetterOrDigit(source[i]) && source[i] is not ('_' or '\'');
            }
        });

    private static string Pad(string text, int before, int after) =>
        text.Length == 0 ? text : new string(' ', before) + text + new string(' ', after);

    private static string Truncate(string text, int length) => text.Length > length ? text[..length] : text;

    private static long Length(object? value) => value switch
    {
        string text => System.Text.Encoding.UTF8.GetByteCount(text),
        IReadOnlyList<object?> list => list.Count,
        TemplateObject { Keys: { } keys } => keys.Count,
        null => 0,
        _ => throw new TemplateException($"len of type {ValueText.TypeName(value)}"),
    };

    private static object? Index(object?[] arguments)
    {
        var value = At(arguments, 0);
        foreach (var key in arguments.AsSpan(1))
        {
            value = (value, key) switch
            {
                (IReadOnlyList<object?> list, long index) when index >= 0 && index < list.Count => list[(int)index],
                (IReadOnlyList<object?>, long index) => throw new TemplateException($"reflect: slice index out of range: {index}"),
                (TemplateObject map, string name) => map.TryField(name, out var item) ? item : null,
                (string text, long index) when index >= 0 && index < text.Length => (long)text[(int)index],
                (null, _) => throw new TemplateException("index of untyped nil"),
                _ => throw new TemplateException($"can't index item of type {ValueText.TypeName(value!)}"),
            };
        }

        return value;
    }

    private static object? Slice(object?[] arguments)
    {
        var value = At(arguments, 0);
        var length = (int)Length(value);
        var from = arguments.Length > 1 ? Integer(arguments, 1) : 0;
        var to = arguments.Length > 2 ? Integer(arguments, 2) : length;
        if (from > to || to > length)
        {
            throw new TemplateException($"index out of range: {to}");
        }

        return value switch
        {
            string text => text[from..to],
            IReadOnlyList<object?> list => list.Skip(from).Take(to - from).ToList(),
            _ => throw new TemplateException("can't slice this value"),
        };
    }

    /// <summary>As Go prints: <c>print</c> puts spaces between operands when neither is a string.</summary>
    private static string Print(object?[] arguments, bool always)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (i > 0 && (always || (arguments[i] is not string && arguments[i - 1] is not string)))
            {
                text.Append(' ');
            }

            text.Append(ValueText.Of(arguments[i]));
        }

        return text.ToString();
    }

    private static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (long whole, double real) => whole == real,
        (double real, long whole) => whole == real,
        (null, _) or (_, null) => left is null && right is null,
        (string or bool or long or double, _) when left.GetType() == right.GetType() => Equals(left, right),
        _ => throw new TemplateException("incompatible types for comparison"),
    };

    private static int Compare(object?[] arguments) => (At(arguments, 0), At(arguments, 1)) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (long left, long right) => left.CompareTo(right),
        (long or double, long or double) => Convert.ToDouble(arguments[0], CultureInfo.InvariantCulture)
            .CompareTo(Convert.ToDouble(arguments[1], CultureInfo.InvariantCulture)),
        _ => throw new TemplateException("incompatible types for comparison"),
    };
}
