using Berth.Engine.Errors;
using Berth.Engine.Processes;
using Berth.EngineApi.Containers;
using Berth.Runtime;

namespace Berth.Engine.Containers;

public sealed partial class ContainerService
{
    /// <summary>The processes of a running container as ps(1) on the host shows them, by their numbers there. No program is run.</summary>
    /// <param name="idOrName">The container.</param>
    /// <param name="arguments">Arguments of ps; null or empty is <c>-ef</c>.</param>
    /// <exception cref="ConflictException">It does not run.</exception>
    public ContainerTopResponse Top(string idOrName, string? arguments)
    {
        PsRequest asked = PsArguments.Read(arguments);
        IReadOnlyList<ProcessColumn> columns = asked.Columns();
        if (!columns.Any(c => c.Title == "PID"))
        {
            throw new InvalidParameterException("Couldn't find PID field in ps output");
        }

        Container container = GetRunning(idOrName);
        ProcessHost host = ProcessHost.Read((ulong)_facts.MemoryTotal, _time);
        Publish(container, "top");
        return new ContainerTopResponse
        {
            Titles = [.. columns.Select(c => c.Title)],
            Processes = [.. ProcessRows.Read(ProcessesOf(container), asked, host).Select(row => (IReadOnlyList<string>)[.. columns.Select(c => c.Text(row, host))])],
        };
    }

    private IReadOnlyList<int> ProcessesOf(Container container)
    {
        try
        {
            return ContainerVerbs.Processes(_paths.RuntimeRoot, container.Id);
        }
        catch (RuntimeException)
        {
            // It has ended meanwhile.
            throw new ConflictException($"container {container.Id} is not running");
        }
    }
}
