using Berth.Oci;

namespace Berth.Runtime.Statistics;

/// <summary>Compact, as every line is one event.</summary>
[DirectJson(typeof(RuntimeEvent))]
public static partial class RuntimeEventJson;
