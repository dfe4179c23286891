using Berth.Linux;
using Berth.Linux.Netlink;

namespace Berth.Network.Namespaces;

/// <summary>
/// Does something in another network namespace, on a thread that goes with it: what is opened there stays there, and
/// <c>/proc/sys/net</c> shows the settings of the thread's own namespace.
/// </summary>
internal static class NamespaceVisit
{
    /// <exception cref="IOException">It is no network namespace, or the work failed.</exception>
    public static T Run<T>(Fd target, Func<T> work)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    NetworkNamespace.Enter(target);
                    result = work();
                }
                catch (Exception e)
                {
                    failure = e;
                }
            },
            maxStackSize: 256 * 1024);
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new IOException(failure.Message, failure);
    }

    /// <summary>Writes settings, by their paths below <c>/proc/sys/net</c>.</summary>
    public static void Write(Fd target, IReadOnlyList<(string Setting, string Value)> settings)
    {
        if (settings.Count == 0)
        {
            return;
        }

        Run(target, () =>
        {
            foreach ((string setting, string value) in settings)
            {
                string path = $"/proc/sys/net/{setting}";
                if (!File.Exists(path))
                {
                    throw new IOException($"{path} is not a sysctl file");
                }

                File.WriteAllText(path, value);
            }

            return true;
        });
    }
}
