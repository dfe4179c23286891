namespace Berth.Cli.Templates;

/// <summary>A list of values.</summary>
/// <param name="items">The values.</param>
/// <param name="itemType">The type of the values as Go would name it.</param>
/// <param name="isNil">Whether the list was never made: it is empty, and <c>null</c> as JSON.</param>
internal sealed class TemplateList(IReadOnlyList<object?> items, string itemType = TemplateList.Anything, bool isNil = false)
{
    /// <summary>The type of items that may be of any type.</summary>
    public const string Anything = "interface {}";

    public IReadOnlyList<object?> Items => items;

    public string ItemType => itemType;

    public string TypeName => "[]" + itemType;

    public bool IsNil => isNil;

    public bool HoldsInterfaces => itemType == Anything;
}
