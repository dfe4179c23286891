namespace Berth.Cli.Templates;

/// <summary>A value that is nil, of a type: JSON's <c>null</c> is a nil interface, a part that a record lacks is a nil pointer.</summary>
internal sealed class Nil
{
    private Nil(string typeName)
    {
        TypeName = typeName;
    }

    public static Nil Interface { get; } = new("interface {}");

    /// <summary>The type as Go would name it.</summary>
    public string TypeName { get; }

    public static Nil Pointer(string typeName) => new(typeName);
}
