using Berth.Oci;

namespace Berth.Runtime.Monitor;

/// <summary>Reads what a daemon wrote down about a log.</summary>
[DirectJson(typeof(MonitorLog))]
internal static partial class MonitorLogDocument;
