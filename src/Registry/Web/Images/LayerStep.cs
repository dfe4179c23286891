using Berth.Oci;

namespace Berth.Registry.Web.Images;

/// <summary>A line of an image's layers.</summary>
/// <param name="Number">Counts layers from 1; null: the step made none.</param>
/// <param name="Instruction">Empty: the configuration does not say.</param>
internal sealed record LayerStep(int? Number, string Instruction, Descriptor? Layer);
