using System.Text.Json;
using Berth.Engine.Containers;
using Berth.Engine.Containers.Files;
using Berth.Engine.Errors;
using Berth.Engine.Host;
using Berth.Engine.Specs;
using Berth.Engine.Users;
using Berth.EngineApi.Exec;
using Berth.Linux;
using Berth.Oci.Runtime;

namespace Berth.Engine.Exec;

/// <summary>Writes the process document that the runtime executes in a container.</summary>
internal sealed class ExecProcessWriter(SystemFacts facts)
{
    /// <param name="container">Where it is to run.</param>
    /// <param name="request">What is to run.</param>
    /// <param name="consoleSize">Rows and columns; null: the terminal's default.</param>
    /// <param name="path">The document.</param>
    /// <exception cref="ConflictException">The container has just ended.</exception>
    public void Write(Container container, ExecCreateRequest request, IReadOnlyList<int>? consoleSize, string path)
    {
        // Users are looked up in the files as they are now, not as the image had them.
        using ContainerTree tree = ContainerTree.TryOpenRunning(container)
            ?? throw new ConflictException($"container {container.Id} is not running");
        using var root = new ConfinedRoot(tree.Root.Duplicate());
        ContainerRecord record = container.Record;
        string? user = request.User.Length > 0 ? request.User : record.Config.User;
        ResolvedUser resolved = UserLookup.Resolve(root, user, record.HostConfig.GroupAdd);
        Process process = ExecProcessBuilder.Build(
            request with { ConsoleSize = consoleSize }, record.Config, record.HostConfig, resolved, facts);
        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(process, RuntimeSpecJson.Default.Process));
    }
}
