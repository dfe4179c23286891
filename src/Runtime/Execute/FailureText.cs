using Berth.Linux;
using Berth.Runtime.Plan;
using Berth.Runtime.Validation;

namespace Berth.Runtime.Execute;

/// <summary>A failed operation in one line, in runc's words where its callers match them.</summary>
internal static class FailureText
{
    public static RuntimeException Describe(Operation operation, Errno errno) => operation.Code switch
    {
        OpCode.FindExecutable => NotFound(operation.Text1!, errno),
        OpCode.Execute => CannotExecute(operation.Arguments![0], errno),
        OpCode.ChangeDirectory when errno == Errno.EXDEV => new RuntimeException(
            "current working directory is outside of container mount namespace root -- possible container breakout detected",
            RuntimeException.NotExecutable),
        OpCode.ChangeDirectory => new RuntimeException(
            $"chdir to cwd (\"{operation.Text1}\") set in config.json failed: {LinuxException.Text(errno)}", ExitCode(errno)),
        OpCode.MountFilesystem or OpCode.MountBind when errno == Errno.EXDEV =>
            new RuntimeException($"{operation.Subject}: {ProcMounts.Problem(operation.Text2!, isProc: false) ?? ProcMounts.Inside(operation.Text2!)}"),
        OpCode.MountFilesystem when (operation.C & MountBits.Ordinary) != 0 && errno is Errno.ELOOP or Errno.ENOTDIR => new RuntimeException(
            $"filesystem \"{operation.Text1}\" must be mounted on ordinary directory: {operation.Text2}: {Reason(errno)}"),
        OpCode.SetRlimit when errno == Errno.EPERM => new RuntimeException(
            $"{operation.Subject} {operation.Detail}: {Reason(errno)}: raising a hard limit needs CAP_SYS_RESOURCE"),
        OpCode.WriteProc when errno == Errno.EACCES && operation.Text1 == "self/oom_score_adj" => new RuntimeException(
            $"{operation.Subject} {operation.Detail}: {Reason(errno)}: lowering it needs CAP_SYS_RESOURCE"),
        OpCode.MountFilesystem when errno == Errno.EPERM && NamespaceOf(operation.Text1!) is string kind => new RuntimeException(
            $"{operation.Subject}: {Reason(errno)}: in a user namespace it takes {kind}"),
        OpCode.MakeNode when errno is Errno.ENOENT or Errno.ENODEV => new RuntimeException(
            $"{operation.Subject}: {Reason(errno)}: a user namespace gets the host's device of that path, which is not there"),
        _ => new RuntimeException($"{operation.Subject}: {Reason(errno)}"),
    };

    /// <summary><c>EPERM (operation not permitted)</c>.</summary>
    public static string Reason(Errno errno) => $"{errno} ({LinuxException.Text(errno)})";

    // The kernel gives these only to who owns what they show.
    private static string? NamespaceOf(string type) => type switch
    {
        "sysfs" => "a network namespace of the container's own",
        "proc" => "a pid namespace of the container's own, and a /proc outside that nothing covers",
        "mqueue" => "an ipc namespace of the container's own",
        "cgroup" or "cgroup2" => "a cgroup namespace of the container's own",
        _ => null,
    };

    private static RuntimeException NotFound(string name, Errno errno)
    {
        bool isPath = name.Contains('/', StringComparison.Ordinal);
        if (!isPath)
        {
            return new RuntimeException($"exec: \"{name}\": executable file not found in $PATH", RuntimeException.NotFound);
        }

        string stat = errno is Errno.EACCES or Errno.EISDIR ? "" : $"stat {name}: ";
        return new RuntimeException($"exec: \"{name}\": {stat}{LinuxException.Text(errno)}", ExitCode(errno));
    }

    private static RuntimeException CannotExecute(string name, Errno errno) =>
        new($"exec {name}: {LinuxException.Text(errno)}", ExitCode(errno));

    private static int ExitCode(Errno errno) =>
        errno is Errno.ENOENT or Errno.ENOTDIR ? RuntimeException.NotFound : RuntimeException.NotExecutable;
}
