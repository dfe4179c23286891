using Berth.Oci;

namespace Berth.Runtime.Monitor;

/// <summary>The JSON of <see cref="MonitorJson"/> as the monitor writes it: by plain code, which leaves its memory small.</summary>
[DirectJson(typeof(MonitorStatus))]
[DirectJson(typeof(MonitorError))]
internal static partial class MonitorDocument;
