using System.Text.Json;
using Berth.Engine.Containers;
using Berth.Engine.Host;
using Berth.Engine.Specs;
using Berth.Engine.Users;
using Berth.EngineApi.Exec;
using Berth.Images;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Engine.Exec;

/// <summary>Writes the process document that the runtime executes in a container.</summary>
internal sealed class ExecProcessWriter(Snapshots snapshots, SystemFacts facts)
{
    /// <param name="container">Where it is to run.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="consoleSize">Rows and columns; null: the terminal's default.</param>
    /// <param name="path">The document.</param>
    public void Write(ContainerRecord container, ExecCreateRequest request, IReadOnlyList<int>? consoleSize, string path)
    {
        // Users are looked up in the files as they are now, not as the image had them.
        using var root = ConfinedRoot.Open(snapshots.Mount(container.Id));
        string? user = request.User.Length > 0 ? request.User : container.Config.User;
        ResolvedUser resolved = UserLookup.Resolve(root, user, container.HostConfig.GroupAdd);
        Process process = ExecProcessBuilder.Build(
            request with { ConsoleSize = consoleSize }, container.Config, container.HostConfig, resolved, facts);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(process, RuntimeSpecJson.Default.Process));
    }
}
