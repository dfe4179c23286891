using System.Collections.Concurrent;
using Berth.Linux;
using Berth.Linux.Netlink;

namespace Berth.Network.Namespaces;

/// <summary>
/// Makes network namespaces ahead of need. A namespace is made by unshare(2), which moves the calling thread into it: so one thread
/// of this class's own does nothing else, steps back into the host's namespace each time, and no other thread ever leaves it.
/// What is in stock is held by descriptors only, so it vanishes with the process.
/// </summary>
internal sealed class ReadyNamespaces : IDisposable
{
    private readonly ConcurrentQueue<Result> _stock = new();
    private readonly SemaphoreSlim _made = new(0);
    private readonly SemaphoreSlim _wanted;
    private readonly Fd _host = NetworkNamespace.OpenCurrent();
    private readonly Thread _maker;
    private volatile bool _ending;

    /// <param name="capacity">How many are made ahead.</param>
    public ReadyNamespaces(int capacity)
    {
        _wanted = new SemaphoreSlim(capacity);
        _maker = new Thread(Fill, maxStackSize: 256 * 1024) { IsBackground = true, Name = "network namespaces" };
        _maker.Start();
    }

    /// <summary>
    /// Takes one out of stock, or waits for the next. The next is not made before this one is disposed of: making one and wiring one
    /// up contend for the same kernel lock, and the one that somebody waits for comes first.
    /// </summary>
    public ReadyNamespace Take()
    {
        _made.Wait();
        _stock.TryDequeue(out Result? result);
        if (result!.Namespace is { } ready)
        {
            return ready;
        }

        _wanted.Release();
        throw new NetworkException(
            NetworkErrorKind.System, $"failed to create a network namespace: {result.Failure!.Message}", result.Failure);
    }

    /// <summary>Makes a namespace ready that somebody else has made.</summary>
    /// <exception cref="IOException">It is none, or the kernel refused.</exception>
    public static ReadyNamespace Furnish(Fd given) => NamespaceVisit.Run(given, static () => ReadyNamespace.Furnish(static () => { }));

    /// <summary>A namespace that a container lives in, as it is.</summary>
    /// <param name="path">The file that it is pinned to.</param>
    /// <exception cref="IOException">It is none.</exception>
    public static ReadyNamespace Enter(string path)
    {
        using Fd target = Fd.Open(path, OpenFlags.O_RDONLY);
        return NamespaceVisit.Run(target, ReadyNamespace.Visit);
    }

    public void Dispose()
    {
        _ending = true;
        _wanted.Release();
        _maker.Join();
        while (_stock.TryDequeue(out Result? rest))
        {
            rest.Namespace?.Dispose();
        }

        _made.Dispose();
        _wanted.Dispose();
        _host.Dispose();
    }

    private void Fill()
    {
        while (true)
        {
            _wanted.Wait();
            if (_ending)
            {
                return;
            }

            _stock.Enqueue(Make());
            _made.Release();
        }
    }

    private Result Make()
    {
        try
        {
            NetworkNamespace.Unshare();
            try
            {
                return new Result(ReadyNamespace.Furnish(() => _wanted.Release()), null);
            }
            finally
            {
                NetworkNamespace.Enter(_host);
            }
        }
        catch (IOException e)
        {
            return new Result(null, e);
        }
    }

    private sealed record Result(ReadyNamespace? Namespace, IOException? Failure);
}
