using Berth.Oci.Runtime;

namespace Berth.Engine.Specs;

/// <summary>The host's device nodes, as a container may be given them.</summary>
public interface IHostDevices
{
    /// <summary>The device at a path, symbolic links followed; null where nothing is there or something else.</summary>
    LinuxDevice? Find(string path);

    /// <summary>
    /// All devices below a directory, without what belongs to a terminal or to shared memory; empty where it is none.
    /// </summary>
    IReadOnlyList<LinuxDevice> Below(string directory);
}
