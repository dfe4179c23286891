namespace Berth.Cli.Templates;

/// <summary>
/// A value with fields. Values of templates are: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="string"/>, <see cref="IReadOnlyList{T}"/> of such values, and these objects.
/// </summary>
internal abstract class TemplateObject
{
    /// <summary>The keys of a map, in order; null when the fields are fixed, as a record's are.</summary>
    public virtual IReadOnlyList<string>? Keys => null;

    /// <summary>False when the object does not know such a field.</summary>
    public abstract bool TryField(string name, out object? value);

    /// <summary>Calls a method, as <c>.Label "x"</c> does.</summary>
    public virtual bool TryInvoke(string name, IReadOnlyList<object?> arguments, out object? value)
    {
        value = null;
        return false;
    }

    /// <summary>The object as the <c>json</c> function shows it.</summary>
    public abstract string ToJson();

    /// <summary>The object as text.</summary>
    public abstract string ToText();
}
