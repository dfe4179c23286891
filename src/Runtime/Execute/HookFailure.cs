using System.Globalization;
using System.Text;
using Berth.Linux;
using Berth.Runtime.Plan;

namespace Berth.Runtime.Execute;

/// <summary>How a hook has failed, in one line: the same words for one that the parent ran and one that the child ran.</summary>
internal static class HookFailure
{
    // As much of a hook's complaints as an error of one line can bear.
    private const int MostComplaint = 1024;

    public const string Prefix = "error running ";

    /// <param name="operation">The hook.</param>
    /// <param name="result">As <see cref="SyncMessage.Errno"/>.</param>
    /// <param name="complaints">What it wrote on its standard error.</param>
    public static RuntimeException Describe(Operation operation, int result, Fd? complaints) => new(
        $"{Prefix}{operation.Subject}: " + result switch
        {
            SyncMessage.HookTimedOut => TimedOut(operation.C),
            >= SyncMessage.HookEnded => Ended(ChildProcess.ExitCode(result - SyncMessage.HookEnded), complaints),
            _ => $"exec {operation.Text1}: {LinuxException.Text((Errno)result)}",
        })
    {
        IsOfHook = true,
    };

    public static string TimedOut(long seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"hook ran past specified timeout of {seconds}s");

    /// <param name="status">As a shell gives it.</param>
    public static string Ended(int status, Fd? complaints) =>
        string.Create(CultureInfo.InvariantCulture, $"exit status {status}, stderr: {Text(complaints)}");

    private static string Text(Fd? complaints)
    {
        byte[] start = complaints is null ? [] : MemoryFile.ReadStart(complaints, MostComplaint);
        return Encoding.UTF8.GetString(start).Trim().Replace('\n', ' ');
    }
}
