using System.Diagnostics;
using System.Text;

namespace Berth.Harness;

/// <summary>Runs programs to their end.</summary>
public static class Command
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    /// <summary>Runs a program and collects what it prints.</summary>
    /// <param name="file">The program, a path or a name on the PATH.</param>
    /// <param name="arguments">Its arguments, each passed on as it is.</param>
    /// <param name="stdin">Fed to its standard input, which is then closed; null: closed at once.</param>
    /// <param name="timeout">After it the program is killed and the call fails; default three minutes.</param>
    /// <exception cref="CommandException">The time ran out.</exception>
    public static Task<CommandResult> RunAsync(
        string file, IEnumerable<string> arguments, string? stdin = null, TimeSpan? timeout = null) =>
        RunAsync(file, arguments, stdin is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(stdin)), timeout);

    /// <inheritdoc cref="RunAsync(string,IEnumerable{string},string,TimeSpan?)"/>
    public static async Task<CommandResult> RunAsync(
        string file, IEnumerable<string> arguments, Stream? stdin, TimeSpan? timeout = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string line = $"$ {file} {string.Join(' ', start.ArgumentList)}";
        using Process process = Process.Start(start) ?? throw new CommandException($"did not start: {line}");
        using var deadline = new CancellationTokenSource(timeout ?? DefaultTimeout);

        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await FeedAsync(process, stdin, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new CommandResult(line, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new CommandException($"still running after {timeout ?? DefaultTimeout}: {line}\n{await output}\n{await error}");
        }
    }

    private static async Task FeedAsync(Process process, Stream? stdin, CancellationToken cancel)
    {
        try
        {
            if (stdin is not null)
            {
                await stdin.CopyToAsync(process.StandardInput.BaseStream, cancel);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading all of its input, which is its right.
        }
    }
}
