namespace Berth.Web;

/// <summary>A step of an image's history.</summary>
/// <param name="File">The text of the one file in the step's layer; null: the step has none.</param>
internal sealed record ImageStep(string CreatedBy, string? File);
