using Berth.Linux;
using Berth.Runtime;

namespace Berth.RuntimeCli;

/// <summary>Descriptors that the caller had open: on purpose (<c>--preserve-fds</c>), or because it forgot to close them.</summary>
internal static class InheritedDescriptors
{
    private const int First = 3;
    private static int s_count;

    /// <summary>Counts those that are there without a gap. To be called before anything is opened.</summary>
    public static void Count()
    {
        while (Sys.fcntl(First + s_count, Sys.F_GETFD, 0) >= 0)
        {
            s_count++;
        }
    }

    /// <summary>None of them reaches a program that this one starts, unless it is handed on.</summary>
    public static void KeepToMyself() => ProcessSetup.CloseOnExecFrom(First);

    /// <summary>
    /// That those to be preserved are the caller's, as runc does: a number that was free at the start is by now one of this program's own.
    /// </summary>
    /// <returns><paramref name="count"/>.</returns>
    public static int Require(int count) => count <= s_count ? count : throw new RuntimeException(
        $"unable to stat preserved-fd {s_count} (of {count}): stat /proc/self/fd/{First + s_count}: no such file or directory");
}
