using System.Diagnostics;
using System.Text;
using Berth.Harness;

namespace Berth.Integration.Registry;

/// <summary>A <c>berth-registry</c> with a command line of the test's own. Disposing it ends it by SIGTERM, which it has to obey with code 0.</summary>
internal sealed class ServingProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;

    private ServingProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync(process.StandardError);
    }

    public int Id => _process.Id;

    /// <summary>What it has printed so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public static ServingProcess Start(IEnumerable<string> arguments, string? program = null)
    {
        var start = new ProcessStartInfo(program ?? Installation.Binary("berth-registry"), arguments) { RedirectStandardError = true };
        return new ServingProcess(Process.Start(start) ?? throw new InvalidOperationException("berth-registry did not start"));
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end and waits for it.</summary>
    public async Task StopAsync()
    {
        await Command.RunAsync("kill", ["-TERM", $"{_process.Id}"]);
        await Condition.WaitAsync("it ends after SIGTERM", () => _process.HasExited, TimeSpan.FromSeconds(30));
        if (_process.ExitCode != 0)
        {
            throw new CommandException($"berth-registry ended with {_process.ExitCode}:\n{Errors}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                await StopAsync();
            }
        }
        finally
        {
            if (!_process.HasExited)
            {
                await KillAsync();
            }

            await _reading;
            _process.Dispose();
        }
    }

    private async Task ReadAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_errors)
            {
                _errors.Append(line).Append('\n');
            }
        }
    }
}
