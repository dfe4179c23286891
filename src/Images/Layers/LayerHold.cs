namespace Berth.Images.Layers;

/// <summary>Keeps a layer from being removed while an image of it is being made.</summary>
internal sealed class LayerHold(LayerStore store, LayerRecord layer) : IDisposable
{
    private bool _released;

    public LayerRecord Layer => layer;

    public void Dispose()
    {
        if (!_released)
        {
            _released = true;
            store.LetGo(layer.ChainId);
        }
    }
}
