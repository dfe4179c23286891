using System.Net;

namespace Berth.Runtime.Relay;

/// <summary>Answers on one host port: by TCP or by UDP.</summary>
internal interface IPortRelay : IDisposable
{
    /// <summary>Where it leads. Connections and flows to where it led before are cut off when that changes.</summary>
    IPEndPoint Target { get; set; }
}
