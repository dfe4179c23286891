using System.Net;

namespace Berth.Runtime.Relay;

/// <summary>Answers on one host port: by TCP or by UDP.</summary>
internal abstract class PortRelay(IPEndPoint target) : IDisposable
{
    private IPEndPoint _target = target;

    /// <summary>Where it leads. Connections and flows to where it led before are cut off when that changes.</summary>
    public IPEndPoint Target
    {
        get => _target;
        set
        {
            if (!_target.Equals(value))
            {
                _target = value;
                CutOff();
            }
        }
    }

    public abstract void Dispose();

    /// <summary>Ends what passes through it.</summary>
    protected abstract void CutOff();
}
