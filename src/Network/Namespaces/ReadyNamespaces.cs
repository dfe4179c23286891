using System.Collections.Concurrent;
using Berth.Linux;
using Berth.Linux.Netlink;

namespace Berth.Network.Namespaces;

/// <summary>A network namespace that nothing lives in yet: loopback is up, IPv6 is off for interfaces to come.</summary>
/// <param name="Namespace">Keeps it alive.</param>
/// <param name="Routes">A socket inside it.</param>
internal sealed record ReadyNamespace(Fd Namespace, RouteSocket Routes) : IDisposable
{
    public void Dispose()
    {
        Routes.Dispose();
        Namespace.Dispose();
    }
}

/// <summary>
/// Makes network namespaces ahead of need. A namespace is made by unshare(2), which moves the calling thread into it: so one thread
/// of this class's own does nothing else, steps back into the host's namespace each time, and no other thread ever leaves it.
/// What is in stock is held by descriptors only, so it vanishes with the process.
/// </summary>
internal sealed class ReadyNamespaces : IDisposable
{
    private const int LoopbackIndex = 1;

    private readonly BlockingCollection<Result> _stock;
    private readonly Fd _host = NetworkNamespace.OpenCurrent();
    private readonly Thread _maker;

    /// <param name="capacity">How many wait in stock, besides the one in the maker's hand.</param>
    public ReadyNamespaces(int capacity)
    {
        _stock = new BlockingCollection<Result>(capacity);
        _maker = new Thread(Fill, maxStackSize: 256 * 1024) { IsBackground = true, Name = "network namespaces" };
        _maker.Start();
    }

    /// <summary>Takes one out of stock, or waits for the next.</summary>
    public ReadyNamespace Take()
    {
        Result result = _stock.Take();
        return result.Namespace ?? throw new NetworkException(
            NetworkErrorKind.System, $"failed to create a network namespace: {result.Failure!.Message}", result.Failure);
    }

    public void Dispose()
    {
        _stock.CompleteAdding();
        _maker.Join();
        foreach (Result rest in _stock.GetConsumingEnumerable())
        {
            rest.Namespace?.Dispose();
        }

        _stock.Dispose();
        _host.Dispose();
    }

    private void Fill()
    {
        while (!_stock.IsAddingCompleted)
        {
            Result made = Make();
            try
            {
                _stock.Add(made);
            }
            catch (InvalidOperationException)
            {
                // Completed while waiting for room.
                made.Namespace?.Dispose();
            }
        }
    }

    private Result Make()
    {
        try
        {
            NetworkNamespace.Unshare();
            try
            {
                return new Result(Furnish(), null);
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

    private static ReadyNamespace Furnish()
    {
        // Docker's default bridge is IPv4 only: without this an interface would get a link-local address and send out for it.
        File.WriteAllText("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
        RouteSocket routes = RouteSocket.Open();
        var batch = new NetlinkBatch();
        batch.SetUp(LoopbackIndex);
        routes.Apply(batch);
        return new ReadyNamespace(NetworkNamespace.OpenCurrent(), routes);
    }

    private sealed record Result(ReadyNamespace? Namespace, IOException? Failure);
}
