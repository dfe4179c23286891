using System.Collections.Concurrent;
using Berth.Linux;
using Berth.Linux.Netlink;
using Berth.Network;

namespace Berth.Integration.Network.Lab;

/// <summary>
/// The networks of a daemon that takes a host of the lab for its own: a <see cref="NetworkController"/> on a thread that lives in that
/// host's namespace, as all the threads do that it makes.
/// </summary>
internal sealed class LabEngine : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly string _root = Directory.CreateTempSubdirectory("berth-lab-").FullName;
    private readonly Thread _thread;
    private NetworkController? _controller;
    private Exception? _failure;

    private LabEngine(LabHost host)
    {
        _thread = new Thread(() => Run(host)) { IsBackground = true, Name = "lab engine" };
        _thread.Start();
    }

    public static async Task<LabEngine> StartAsync(LabHost host)
    {
        var engine = new LabEngine(host);
        await engine.DoAsync(static controller => controller.Restore([]).Count);
        return engine;
    }

    public string NetnsPath(string container) => Path.Combine(_root, "exec", "netns", container);

    public Task<T> DoAsync<T>(Func<NetworkController, T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                done.SetResult(action(_controller ?? throw new InvalidOperationException("the engine did not start", _failure)));
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private void Run(LabHost host)
    {
        try
        {
            using (Fd target = Fd.Open(host.Namespace, OpenFlags.O_RDONLY))
            {
                NetworkNamespace.Enter(target);
            }

            _controller = NetworkController.Open(new NetworkOptions
            {
                ExecRoot = Path.Combine(_root, "exec"), StateDirectory = Path.Combine(_root, "state"),
            });
        }
        catch (Exception e) when (e is IOException or NetworkException)
        {
            _failure = e;
        }

        foreach (Action work in _work.GetConsumingEnumerable())
        {
            work();
        }

        _controller?.Shutdown();
        _controller?.Dispose();
    }
}
