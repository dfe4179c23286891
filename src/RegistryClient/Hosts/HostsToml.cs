using Tomlyn.Model;
using Tomlyn.Serialization;

namespace Berth.RegistryClient.Hosts;

/// <summary>Reads TOML without reflection.</summary>
[TomlSerializable(typeof(TomlTable))]
internal sealed partial class HostsToml : TomlSerializerContext;
