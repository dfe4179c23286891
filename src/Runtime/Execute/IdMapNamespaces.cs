using System.Globalization;
using Berth.Linux;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>
/// User namespaces that ID-mapped mounts take their maps from: the container's own, and for other maps one each, made by a process
/// that does nothing in it and ends again.
/// </summary>
internal sealed class IdMapNamespaces(Fd container) : IDisposable
{
    private readonly Dictionary<MountSource, Fd> _made = [];

    public void Make(IReadOnlyList<MountSource> sources)
    {
        foreach (MountSource source in sources)
        {
            if (source.Maps is { } maps)
            {
                _made[source] = maps.AreContainers ? OfContainer() : New(maps);
            }
        }
    }

    public Fd? Of(MountSource source) => _made.GetValueOrDefault(source);

    public void Dispose()
    {
        foreach (Fd made in _made.Values)
        {
            made.Dispose();
        }
    }

    private Fd OfContainer() => OfProcess(PidFd.NumberOf(container));

    private static Fd OfProcess(int pid) =>
        Fd.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/user"), OpenFlags.O_RDONLY);

    private static Fd New(IdMaps maps)
    {
        var plan = new InitPlan([Operation.AwaitPreparation(0, 0)])
        {
            CloneFlags = Sys.CLONE_NEWUSER,
            Preparation = new Preparation { UidMappings = maps.Users, GidMappings = maps.Groups },
        };
        using ClonedProcess process = ClonedProcess.Start(plan);
        try
        {
            process.WaitUntilPrepared();
            return OfProcess(process.Pid);
        }
        finally
        {
            process.End();
        }
    }
}
