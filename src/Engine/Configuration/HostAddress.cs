namespace Berth.Engine.Configuration;

/// <summary>A socket that the daemon listens on: a Unix socket by absolute path. TCP and inherited sockets are refused.</summary>
public sealed record HostAddress(string SocketPath)
{
    public const string DefaultPath = "/run/berth.sock";

    public static HostAddress Default { get; } = new(DefaultPath);

    public static HostAddress Parse(string text)
    {
        if (text.StartsWith("unix://", StringComparison.Ordinal))
        {
            string path = text["unix://".Length..];
            return path.Length == 0 ? Default : new HostAddress(Path.GetFullPath(path, "/"));
        }

        string scheme = text.IndexOf("://", StringComparison.Ordinal) is int at and >= 0 ? text[..at] : "";
        throw new ConfigurationException(scheme is "tcp" or "fd"
            ? $"invalid host {text}: {scheme}:// sockets are not supported, only unix:// ones are"
            : $"invalid bind address format: {text}");
    }

    public override string ToString() => $"unix://{SocketPath}";
}
