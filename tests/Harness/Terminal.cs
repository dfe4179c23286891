using System.Diagnostics;
using System.Text;

namespace Berth.Harness;

/// <summary>
/// A program on a terminal (pseudo-terminal by script(1)), as a person sits before it: type, and read until something appears.
/// </summary>
public sealed class Terminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reader;
    private int _read;

    private Terminal(Process process)
    {
        _process = process;
        _reader = ReadAsync();
    }

    /// <summary>All that has appeared so far, with the terminal's own CR LF as LF.</summary>
    public string Screen
    {
        get
        {
            lock (_screen)
            {
                return _screen.ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Starts a program on a terminal of 24 lines and 80 columns.</summary>
    public static Terminal Start(string file, IEnumerable<string> arguments)
    {
        string line = string.Join(' ', ((string[])[file, .. arguments]).Select(Quote));
        var start = new ProcessStartInfo("script", ["-q", "-e", "-c", $"stty rows 24 cols 80; exec {line}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new Terminal(Process.Start(start) ?? throw new CommandException("script(1) did not start"));
    }

    /// <summary>Types text; a line break is the Enter key.</summary>
    public async Task TypeAsync(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until <paramref name="text"/> appears after what earlier calls found.</summary>
    public Task ExpectAsync(string text, TimeSpan? timeout = null) =>
        Condition.WaitAsync($"'{text}' on the terminal, which shows:\n{Screen}", () => Advance(text), timeout);

    /// <summary>Waits for the program's end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitAsync(TimeSpan? timeout = null)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Command.DefaultTimeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the program on the terminal runs on; it shows:\n{Screen}");
        }

        await _reader;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        await _reader;
        _process.Dispose();
    }

    private bool Advance(string text)
    {
        string screen = Screen;
        int at = screen.IndexOf(text, _read, StringComparison.Ordinal);
        if (at < 0)
        {
            return false;
        }

        _read = at + text.Length;
        return true;
    }

    private async Task ReadAsync()
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            lock (_screen)
            {
                _screen.Append(buffer, 0, count);
            }
        }
    }

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
