using System.Reflection;
using System.Runtime.InteropServices;

namespace Berth.Engine.SystemInformation;

/// <summary>What this engine was built from, as the build has stamped it into the assembly.</summary>
internal static class EngineBuild
{
    private static readonly Assembly s_assembly = typeof(EngineBuild).Assembly;

    /// <summary>The product's version, as in <c>Directory.Build.props</c>.</summary>
    public static string Version => Informational.Split('+')[0];

    /// <summary>The commit, seven digits; empty for a build outside a checkout.</summary>
    public static string Commit => Informational.Split('+') is [_, { Length: >= 7 } commit] ? commit[..7] : "";

    /// <summary>When that commit was made, RFC 3339: a build of the same commit says the same. Empty outside a checkout.</summary>
    public static string Time =>
        s_assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "CommitTime")?.Value ?? "";

    /// <summary>The runtime that the field <c>GoVersion</c> tells of: <c>.NET 10.0.12</c>.</summary>
    public static string Runtime => RuntimeInformation.FrameworkDescription;

    private static string Informational =>
        s_assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
