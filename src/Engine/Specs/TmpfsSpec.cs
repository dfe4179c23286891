using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>A tmpfs of a request: <c>--tmpfs /PATH[:OPTIONS]</c>, options as mount(8) and tmpfs(5) have them.</summary>
internal static class TmpfsSpec
{
    /// <summary>Each option and the one that takes it back.</summary>
    private static readonly Dictionary<string, string> s_opposites = new(StringComparer.Ordinal)
    {
        ["exec"] = "noexec", ["noexec"] = "exec", ["suid"] = "nosuid", ["nosuid"] = "suid", ["dev"] = "nodev", ["nodev"] = "dev",
        ["ro"] = "rw", ["rw"] = "ro", ["atime"] = "noatime", ["noatime"] = "atime", ["diratime"] = "nodiratime",
        ["nodiratime"] = "diratime", ["sync"] = "async", ["async"] = "sync", ["relatime"] = "norelatime", ["norelatime"] = "relatime",
        ["strictatime"] = "nostrictatime", ["nostrictatime"] = "strictatime",
    };

    private static readonly string[] s_values = ["size", "mode", "uid", "gid", "nr_inodes", "nr_blocks", "mpol"];

    /// <exception cref="InvalidParameterException">The path is not absolute, or an option is unknown.</exception>
    public static ContainerMount Parse(string target, string options)
    {
        if (!ContainerPath.IsAbsolute(target) || ContainerPath.Normalize(target) == "/")
        {
            throw new InvalidParameterException(ContainerPath.IsAbsolute(target)
                ? "invalid specification: destination can't be '/'"
                : $"invalid mount path: '{target}' mount path must be absolute");
        }

        // Safe unless the user says otherwise.
        var words = new List<string> { "noexec", "nosuid", "nodev", "rprivate" };
        foreach (string option in options.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(words, option);
        }

        return new ContainerMount
        {
            Kind = ContainerMountKind.Tmpfs,
            Destination = ContainerPath.Normalize(target),
            Mode = options,
            Writable = !words.Contains("ro"),
            Propagation = "",
            TmpfsOptions = words,
        };
    }

    private static void Add(List<string> words, string option)
    {
        int equals = option.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? option : option[..equals];
        if (equals < 0 && BindMode.IsPropagation(option))
        {
            words.RemoveAll(BindMode.IsPropagation);
        }
        else if (equals < 0 && s_opposites.TryGetValue(option, out string? opposite))
        {
            words.RemoveAll(w => w == opposite || w == option);
        }
        else if (equals > 0 && s_values.Contains(key))
        {
            words.RemoveAll(w => w.StartsWith($"{key}=", StringComparison.Ordinal));
        }
        else
        {
            throw new InvalidParameterException($"invalid tmpfs option [\"{option}\"]");
        }

        words.Add(option);
    }
}
