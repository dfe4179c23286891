using Berth.Oci;

namespace Berth.Registry.Web.Images;

/// <summary>
/// Puts the steps of a configuration's history beside the layers of its manifest: the steps that say they made a layer, in order, are the layers in order.
/// Where the numbers differ the history is not believed, and the layers stand alone.
/// </summary>
internal static class LayerSteps
{
    public static IReadOnlyList<LayerStep> Of(IReadOnlyList<Descriptor> layers, IReadOnlyList<HistoryStep> history)
    {
        if (history.Count(static step => step.HasLayer) != layers.Count)
        {
            return [.. layers.Select(static (layer, index) => new LayerStep(index + 1, "", layer))];
        }

        var steps = new List<LayerStep>(history.Count);
        int next = 0;
        foreach (HistoryStep step in history)
        {
            steps.Add(step.HasLayer
                ? new LayerStep(next + 1, step.Instruction, layers[next++])
                : new LayerStep(null, step.Instruction, null));
        }

        return steps;
    }
}
