namespace Berth.Oci;

/// <summary>
/// Has a static partial class completed with <c>ReadT(json)</c> and <c>Write(value)</c> for type T, and what it consists of, as code that reads and
/// writes JSON without the serializer (eng/DirectJson). Names are camelCase, null members are left out, unknown ones skipped; the
/// serializer's attributes for names, converters and ignored members count.
/// </summary>
/// <param name="type">A record of nothing but plain values, lists, dictionaries and other such records.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DirectJsonAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}
