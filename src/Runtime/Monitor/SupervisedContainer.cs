using Berth.Linux;
using Berth.Runtime.Cgroups;

namespace Berth.Runtime.Monitor;

/// <summary>The init of a container, or a process added to one, under supervision.</summary>
internal sealed class SupervisedContainer(ContainerProcess process) : ISupervisedProcess
{
    public int Pid => process.Pid;

    public Fd PidFd => process.PidFd;

    public Fd? Console => process.Console;

    public void Start() => process.Start();

    public bool Signal(int number) => Berth.Linux.PidFd.Signal(process.PidFd, number);

    public int Wait() => ChildProcess.Wait(process.Pid);

    public bool OomKilled() => process.OomKilled();

    public OomWatch? WatchOom() => process.WatchOom();

    public void Remove() => process.Remove();

    public void Dispose() => process.Dispose();
}
