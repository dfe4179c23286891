using System.Reflection;
using Berth.Oci.Runtime;

namespace Berth.RuntimeCli;

/// <summary>The lines of <c>--version</c>, as callers of runc take them apart.</summary>
internal static class VersionText
{
    public static string Version => typeof(VersionText).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    public static string Commit =>
        typeof(VersionText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Version;

    public static string Full => $"berth-runtime version {Version}\ncommit: {Commit}\nspec: {Spec.CurrentVersion}\n";
}
