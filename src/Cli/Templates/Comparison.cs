namespace Berth.Cli.Templates;

/// <summary>Comparison of values. Types are strict, as in Go: an int is no float64, a number of JSON is a string.</summary>
internal static class Comparison
{
    private enum Kind
    {
        None,
        Bool,
        Integer,
        Unsigned,
        Real,
        Text,
        Other,
    }

    /// <summary>Whether the first value equals any of the others.</summary>
    public static object Equal(IReadOnlyList<object?> values)
    {
        if (values.Count < 2)
        {
            throw new TemplateException("missing argument for comparison");
        }

        return values.Skip(1).Any(other => AreEqual(values[0], other));
    }

    public static bool LessOrEqual(object? left, object? right) => Less(left, right) || AreEqual(left, right);

    public static bool Less(object? left, object? right)
    {
        var kinds = (KindOf(left), KindOf(right));
        if (kinds is (Kind.None or Kind.Other, _) or (_, Kind.None or Kind.Other))
        {
            throw new TemplateException("invalid type for comparison");
        }

        return kinds switch
        {
            (Kind.Integer or Kind.Unsigned, Kind.Integer or Kind.Unsigned) => Whole(left) < Whole(right),
            (Kind.Real, Kind.Real) => (double)left! < (double)right!,
            (Kind.Text, Kind.Text) => Utf8Order(Text(left), Text(right)) < 0,
            (Kind.Bool, Kind.Bool) => throw new TemplateException("invalid type for comparison"),
            _ => throw new TemplateException("incompatible types for comparison"),
        };
    }

    private static bool AreEqual(object? left, object? right)
    {
        var kinds = (KindOf(left), KindOf(right));
        switch (kinds)
        {
            case (Kind.None, _) or (_, Kind.None):
                return IsNil(left) && IsNil(right);
            case (Kind.Integer or Kind.Unsigned, Kind.Integer or Kind.Unsigned):
                return Whole(left) == Whole(right);
            case (Kind.Bool, Kind.Bool) or (Kind.Real, Kind.Real):
                return Equals(left, right);
            case (Kind.Text, Kind.Text):
                return Text(left) == Text(right);
            case (Kind.Other, Kind.Other):
                return AreOthersEqual(left!, right!);
            default:
                throw new TemplateException("incompatible types for comparison");
        }
    }

    private static bool AreOthersEqual(object left, object right)
    {
        if (Shape(left) != Shape(right))
        {
            throw new TemplateException(
                $"non-comparable types {GoPrint.Value(left)}: {GoType.Name(left)}, {GoType.Name(right)}: {GoPrint.Value(right)}");
        }

        if (IsNil(left) || IsNil(right))
        {
            return IsNil(left) && IsNil(right);
        }

        return right is TemplateObject { IsMap: false }
            ? ReferenceEquals(left, right)
            : throw new TemplateException($"non-comparable type {GoPrint.Value(right)}: {GoType.Name(right)}");
    }

    private static int Shape(object value) => value switch { TemplateList => 0, TemplateObject { IsMap: true } => 1, Nil => 2, _ => 3 };

    private static bool IsNil(object? value) => value is null or Nil or TemplateList { IsNil: true } or TemplateObject { IsNil: true };

    private static Kind KindOf(object? value) => value switch
    {
        null => Kind.None,
        _ when value == Nil.Interface => Kind.None,
        bool => Kind.Bool,
        long => Kind.Integer,
        byte => Kind.Unsigned,
        double => Kind.Real,
        string or JsonNumber => Kind.Text,
        _ => Kind.Other,
    };

    private static long Whole(object? value) => value is byte small ? small : (long)value!;

    private static string Text(object? value) => value is JsonNumber number ? number.Text : (string)value!;

    /// <summary>The order of the bytes, which is that of the code points and not that of UTF-16.</summary>
    private static int Utf8Order(string left, string right) =>
        System.Text.Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(right));
}
