namespace Berth.Cli.Templates;

/// <summary>
/// A value with fields: a map, or a record whose fields are fixed. The other values of templates are: null (no value at all),
/// <see cref="Nil"/>, <see cref="bool"/>, <see cref="long"/>, <see cref="byte"/>, <see cref="double"/>, <see cref="string"/>,
/// <see cref="JsonNumber"/> and <see cref="TemplateList"/>.
/// </summary>
internal abstract class TemplateObject
{
    /// <summary>The type as Go would name it.</summary>
    public abstract string TypeName { get; }

    /// <summary>Whether fields are keys of a map.</summary>
    public abstract bool IsMap { get; }

    /// <summary>Whether this is a map that was never made.</summary>
    public virtual bool IsNil => false;

    /// <summary>The keys of a map in order, or the fields of a record in theirs.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>What the <c>json</c> function shows, in order.</summary>
    public virtual IEnumerable<KeyValuePair<string, object?>> JsonMembers =>
        Names.Select(name => KeyValuePair.Create(name, TryField(name, out var value) ? value : null));

    /// <summary>Whether JSON spells <c>&lt; &gt; &amp;</c> as escapes.</summary>
    public virtual bool EscapesMarkup => false;

    /// <summary>What <c>index</c> gives for a key that a map does not have.</summary>
    public virtual object? MissingItem => Nil.Interface;

    /// <summary>Whether values of the map, or fields of the record, may be of any type.</summary>
    public virtual bool HoldsInterfaces => false;

    /// <summary>False when there is no such key or field.</summary>
    public abstract bool TryField(string name, out object? value);

    /// <summary>A method, which goes before fields of its name.</summary>
    public virtual Function? Method(string name) => null;
}
