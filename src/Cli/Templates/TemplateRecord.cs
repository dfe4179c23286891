namespace Berth.Cli.Templates;

/// <summary>A field of a record.</summary>
/// <param name="Name">Its name in templates.</param>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="Value">A value of templates.</param>
internal sealed record TemplateField(string Name, string JsonName, object? Value);

/// <summary>A record that is put together here. A field that is empty is left out of its JSON.</summary>
internal sealed class TemplateRecord(string typeName, IReadOnlyList<TemplateField> fields) : TemplateObject
{
    public override string TypeName => typeName;

    public override bool IsMap => false;

    public override IReadOnlyList<string> Names => [.. fields.Select(member => member.Name)];

    public override IEnumerable<KeyValuePair<string, object?>> JsonMembers => fields
        .Where(member => member.Value is not "").Select(member => KeyValuePair.Create(member.JsonName, member.Value));

    public override bool TryField(string name, out object? value)
    {
        var field = fields.FirstOrDefault(field => field.Name == name);
        value = field?.Value;
        return field is not null;
    }
}
