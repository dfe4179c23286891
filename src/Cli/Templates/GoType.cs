namespace Berth.Cli.Templates;

/// <summary>Values by the types and kinds of Go.</summary>
internal static class GoType
{
    /// <summary>The type's name; null when there is no value.</summary>
    public static string? Name(object? value) => value switch
    {
        null => null,
        string => "string",
        bool => "bool",
        long => "int",
        byte => "uint8",
        double => "float64",
        JsonNumber => "json.Number",
        TemplateList list => list.TypeName,
        TemplateObject target => target.TypeName,
        Nil nil => nil.TypeName,
        _ => throw new InvalidOperationException($"{value.GetType()} is not a value of templates"),
    };

    public static string Name(ParameterType type) => type switch
    {
        ParameterType.Text => "string",
        ParameterType.Integer => "int",
        ParameterType.Value => "reflect.Value",
        _ => "interface {}",
    };

    /// <summary>False for nothing, nil, zero, and what is empty.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null or Nil => false,
        bool flag => flag,
        long number => number != 0,
        byte number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        JsonNumber number => number.Text.Length > 0,
        TemplateList list => list.Items.Count > 0,
        TemplateObject { IsMap: true } map => map.Names.Count > 0,
        _ => true,
    };
}
