using Berth.Cli.CommandLine;
using Berth.Cli.Credentials;
using Berth.Linux;

namespace Berth.Cli.Registries;

/// <summary><c>registry</c>: becomes <c>berth-registry</c> with the words that follow, <c>berth registry serve</c> first among them.</summary>
internal static class RegistryServer
{
    private const string Binary = "berth-registry";

    public static Command Define() => new("registry", "Run and manage a registry")
    {
        Operands = "COMMAND [ARG...]",
        Arity = Arity.Any,
        IsPassedOn = true,
        Run = static (_, words) => Become(words),
    };

    /// <summary>Beside this binary, else on the PATH.</summary>
    private static int Become(IReadOnlyList<string> words)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, Binary);
        string path = File.Exists(beside)
            ? beside
            : CredentialProgram.Find(Binary, Environment.GetEnvironmentVariable)
                ?? throw new CommandException($"{Binary} is neither beside berth nor on the PATH", 127);
        Errno errno = ProcessSetup.Replace(path, [Binary, .. words]);
        throw new CommandException($"cannot run {path}: {LinuxException.Text(errno)}", 126);
    }
}
