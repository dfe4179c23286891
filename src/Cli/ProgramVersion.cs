using System.Reflection;

namespace Berth.Cli;

/// <summary>The version of this program.</summary>
internal static class ProgramVersion
{
    /// <summary>As in <c>Directory.Build.props</c>.</summary>
    public static string Number { get; } = Full.Split('+')[0];

    /// <summary>The commit it was built from, seven digits, or <c>unknown</c>.</summary>
    public static string Commit { get; } = Full.Split('+') is [_, { Length: >= 7 } commit] ? commit[..7] : "unknown";

    private static string Full =>
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>What <c>--version</c> prints.</summary>
    public static string Line(string program) => $"{char.ToUpperInvariant(program[0])}{program[1..]} version {Number}, build {Commit}";
}
