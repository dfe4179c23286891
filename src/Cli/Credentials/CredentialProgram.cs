using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Berth.Cli.Credentials;

/// <summary>
/// The program <c>docker-credential-NAME</c> on the PATH. Beside ssh it is the one program that <c>berth</c> starts: the user has named it in the
/// configuration file, to keep secrets out of that file. The daemon never starts it.
/// </summary>
internal sealed class CredentialProgram(string name, Func<string, string?> environment) : ICredentialProgram
{
    /// <summary>What comes before a helper's name.</summary>
    public const string Prefix = "docker-credential-";

    /// <summary>In bytes; an answer is one set of credentials.</summary>
    private const int MaxOutput = 1 << 20;

    public ProgramResult Run(string verb, string input)
    {
        var program = Prefix + name;
        if (Find(program, environment) is not { } path)
        {
            return new ProgramResult($"exec: \"{program}\": executable file not found in $PATH", "");
        }

        try
        {
            return Run(path, verb, input);
        }
        catch (Win32Exception e)
        {
            return new ProgramResult($"exec: \"{program}\": {e.Message}", "");
        }
    }

    /// <summary>The first executable file of that name in a directory of the PATH.</summary>
    public static string? Find(string program, Func<string, string?> environment)
    {
        const UnixFileMode executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return null;
        }

        return (environment("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(path => Path.IsPathRooted(path) && File.Exists(path) && (File.GetUnixFileMode(path) & executable) != 0);
    }

#pragma warning disable RS0030 // See the type's comment: a credential helper is the one program that the client starts.
    private static ProgramResult Run(string path, string verb, string input)
    {
        var start = new ProcessStartInfo(path, [verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using var process = Process.Start(start) ?? throw new CredentialException($"{path} did not start");
        try
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A helper may end without reading its input, as `list` does.
        }

        var output = new char[MaxOutput];
        var length = process.StandardOutput.ReadBlock(output);
        if (length == MaxOutput)
        {
            process.Kill();
        }

        process.WaitForExit();
        var failure = length == MaxOutput ? "the answer is too long" : process.ExitCode == 0 ? null : $"exit status {process.ExitCode}";
        return new ProgramResult(failure, new string(output, 0, length).Trim());
    }
#pragma warning restore RS0030
}
