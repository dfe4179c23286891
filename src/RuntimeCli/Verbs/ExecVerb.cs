using System.Globalization;
using Berth.Linux;
using Berth.Oci.Runtime;
using Berth.Runtime;

namespace Berth.RuntimeCli.Verbs;

internal static class ExecVerb
{
    public static int Run(GlobalOptions global, ReadOnlySpan<string> arguments)
    {
        ParsedOptions options = new OptionSet { OptionsFirst = true }
            .Flag("detach", "d").Flag("tty", "t").Value("process", "p").Value("user", "u").Value("env", "e").Value("cwd")
            .Value("cap", "c").Value("additional-gids", "g").Flag("no-new-privs").Flag("ignore-paused").Value("pid-file")
            .Value("console-socket").Value("pidfd-socket").Value("preserve-fds").Value("cgroup").Value("apparmor").Value("process-label")
            .Parse(arguments);
        string id = options.ContainerId(most: int.MaxValue);
        int preserved = InheritedDescriptors.Require(options.Count("preserve-fds"));
        bool detached = options.Has("detach");

        // First of all: the collection that it takes is cheap while the heap is empty.
        using SignalQueue? signals = detached ? null : SignalQueue.Open();
        Process process = ProcessOf(global, id, options);
        using Announcement announcement = Announcement.Prepare(options, process.Terminal == true, detached);
        using ContainerProcess added = ContainerProcess.Exec(new ExecRequest
        {
            StateRoot = global.Root,
            ContainerId = id,
            Process = process,
            PreserveFds = preserved,
            Cgroups = options.All("cgroup"),
            IgnorePaused = options.Has("ignore-paused"),
        });
        try
        {
            announcement.Make(added, PidFdSocket.Exec);
        }
        catch
        {
            PidFd.Signal(added.PidFd, Signals.SIGKILL);
            throw;
        }

        return signals is null ? 0 : ForegroundProcess.Wait(added, signals);
    }

    // The container's own process is the pattern; what the options say replaces it.
    private static Process ProcessOf(GlobalOptions global, string id, ParsedOptions options)
    {
        if (options.Get("process") is string file)
        {
            return SpecJson.ReadProcess(File.ReadAllBytes(file));
        }

        if (options.Operands.Count < 2)
        {
            throw new RuntimeException("exec args cannot be empty");
        }

        Process pattern = ContainerVerbs.SpecOf(global.Root, id).Process!;
        return pattern with
        {
            Args = [.. options.Operands.Skip(1)],
            Terminal = options.Has("tty"),
            Env = [.. pattern.Env ?? [], .. options.All("env")],
            Cwd = options.Get("cwd") ?? pattern.Cwd,
            NoNewPrivileges = options.Get("no-new-privs") is null ? pattern.NoNewPrivileges : options.Has("no-new-privs"),
            ApparmorProfile = options.Get("apparmor") ?? pattern.ApparmorProfile,
            SelinuxLabel = options.Get("process-label") ?? pattern.SelinuxLabel,
            User = UserOf(pattern.User ?? new User(), options),
            Capabilities = CapabilitiesOf(pattern.Capabilities, options.All("cap")),
        };
    }

    private static User UserOf(User pattern, ParsedOptions options)
    {
        uint[] groups = [.. options.All("additional-gids").SelectMany(g => g.Split(',')).Select(Number)];
        User user = groups.Length > 0 ? pattern with { AdditionalGids = [.. pattern.AdditionalGids ?? [], .. groups] } : pattern;
        if (options.Get("user") is not string text)
        {
            return user;
        }

        string[] parts = text.Split(':', 2);
        return user with { Uid = Number(parts[0]), Gid = parts.Length > 1 ? Number(parts[1]) : user.Gid };
    }

    private static LinuxCapabilities? CapabilitiesOf(LinuxCapabilities? pattern, IReadOnlyList<string> added)
    {
        if (added.Count == 0)
        {
            return pattern;
        }

        pattern ??= new LinuxCapabilities();
        return pattern with
        {
            Bounding = [.. pattern.Bounding ?? [], .. added],
            Effective = [.. pattern.Effective ?? [], .. added],
            Permitted = [.. pattern.Permitted ?? [], .. added],

            // An ambient capability has to be inheritable, which the option does not make it.
            Ambient = pattern.Inheritable is null ? pattern.Ambient : [.. pattern.Ambient ?? [], .. added],
        };
    }

    private static uint Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
        ? number
        : throw new RuntimeException($"'{text}' is not a number of a user or group");
}
