using System.Text;

namespace Berth.Cli.Templates;

/// <summary>Parts of lists, maps and strings; strings count in bytes.</summary>
internal static class Indexing
{
    public static object? Index(IReadOnlyList<object?> arguments)
    {
        var item = arguments[0] is null || arguments[0] == Nil.Interface
            ? throw new TemplateException("index of untyped nil")
            : arguments[0];
        foreach (var key in arguments.Skip(1))
        {
            item = item switch
            {
                null or Nil => throw new TemplateException("index of nil pointer"),
                TemplateList list => list.Items[Place(key, list.Items.Count, "slice")],
                string text => At(text, key),
                JsonNumber number => At(number.Text, key),
                TemplateObject { IsMap: true } map => map.TryField(Key(key), out var value) ? value : map.MissingItem,
                _ => throw new TemplateException($"can't index item of type {GoType.Name(item)}"),
            };
        }

        return item;
    }

    public static object? Slice(IReadOnlyList<object?> arguments)
    {
        var item = arguments[0] is null || arguments[0] == Nil.Interface
            ? throw new TemplateException("slice of untyped nil")
            : arguments[0];
        var indexes = arguments.Skip(1).ToList();
        if (indexes.Count > 3)
        {
            throw new TemplateException($"too many slice indexes: {indexes.Count}");
        }

        var text = item switch { string characters => characters, JsonNumber number => number.Text, _ => null };
        if (text is not null)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            var (start, end) = indexes.Count < 3 ? Bounds(indexes, bytes.Length) : throw new TemplateException("cannot 3-index slice a string");
            return Encoding.UTF8.GetString(bytes, start, end - start);
        }

        if (item is TemplateList list)
        {
            var (start, end) = Bounds(indexes, list.Items.Count);
            return new TemplateList([.. list.Items.Skip(start).Take(end - start)], list.ItemType);
        }

        throw new TemplateException($"can't slice item of type {GoType.Name(item)}");
    }

    public static long Length(object? value) => value switch
    {
        string text => Encoding.UTF8.GetByteCount(text),
        JsonNumber number => number.Text.Length,
        TemplateList list => list.Items.Count,
        TemplateObject { IsMap: true } map => map.Names.Count,
        Nil => throw new TemplateException("len of nil pointer"),
        null => throw new TemplateException("reflect: call of reflect.Value.Type on zero Value"),
        _ => throw new TemplateException($"len of type {GoType.Name(value)}"),
    };

    private static byte At(string text, object? key)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes[Place(key, bytes.Length, "string")];
    }

    /// <summary>An index of something that is there; one past the end is another error than those farther off.</summary>
    private static int Place(object? key, int length, string kind)
    {
        var place = Number(key, length);
        return place < length ? place : throw new TemplateException($"reflect: {kind} index out of range");
    }

    private static int Number(object? key, int limit)
    {
        var number = key switch
        {
            long whole => whole,
            byte whole => whole,
            null => throw new TemplateException("cannot index slice/array with nil"),
            _ => throw new TemplateException($"cannot index slice/array with type {GoType.Name(key)}"),
        };
        return number >= 0 && number <= limit ? (int)number : throw new TemplateException($"index out of range: {number}");
    }

    private static string Key(object? key) => key switch
    {
        string text => text,
        null => throw new TemplateException("value is nil; should be of type string"),
        _ => throw new TemplateException($"value has type {GoType.Name(key)}; should be string"),
    };

    private static (int Start, int End) Bounds(List<object?> indexes, int length)
    {
        int[] bounds = [0, length, length];
        for (var i = 0; i < indexes.Count; i++)
        {
            bounds[i] = Number(indexes[i], length);
        }

        var wrong = bounds[0] > bounds[1] ? 0 : bounds[1] > bounds[2] ? 1 : -1;
        return wrong < 0
            ? (bounds[0], bounds[1])
            : throw new TemplateException($"invalid slice index: {bounds[wrong]} > {bounds[wrong + 1]}");
    }
}
