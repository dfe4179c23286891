using System.Net.Sockets;
using Berth.Cli.CommandLine;
using Berth.Cli.Terminal;
using Berth.EngineApi.Http;
using Berth.EngineApi.Streams;

namespace Berth.Cli.Containers;

/// <summary>
/// Connects the standard streams with a container's, over a hijacked connection:
/// <code>
///   standard input ──(a thread of its own, detach keys out)──▶ connection     end of input closes the write side only
///   standard output and error ◀──(this thread)── connection                   until the container closes its output
/// </code>
/// </summary>
internal sealed class StreamSession(CliContext context, HijackedStream connection, StreamSessionOptions options) : IDisposable
{
    private volatile bool _detached;

    public void Dispose() => connection.Dispose();

    /// <summary>Runs until the output ends; true when the user typed the detach keys.</summary>
    public bool Run()
    {
        using var raw = options is { Tty: true, Input: true } && context.Terminal.IsInput ? RawMode.Enter() : null;
        if (options.Input)
        {
            var keys = options.Tty ? Keys() : null;
            new Thread(() => PumpInput(keys)) { IsBackground = true, Name = "stdin" }.Start();
        }

        try
        {
            PumpOutput();
        }
        catch (Exception e) when (_detached && e is IOException or SocketException)
        {
            // Detaching cuts the connection under the reader.
        }

        return _detached;
    }

    /// <summary>The detach keys in use.</summary>
    /// <exception cref="CommandException">They cannot be read.</exception>
    private DetachKeys Keys()
    {
        var text = string.IsNullOrEmpty(options.DetachKeys) ? DetachKeys.Default : options.DetachKeys;
        try
        {
            return DetachKeys.Parse(text);
        }
        catch (FormatException e)
        {
            throw new CommandException($"invalid detach keys ({text}): {e.Message}");
        }
    }

    private void PumpOutput()
    {
        var output = options.Output ? context.Streams.Out : Stream.Null;
        if (options.Tty)
        {
            connection.CopyTo(output);
        }
        else
        {
            StdioDemultiplexer.Copy(connection, output, options.Error ? context.Streams.Error : Stream.Null);
        }
    }

    private void PumpInput(DetachKeys? keys)
    {
        var buffer = new byte[32 * 1024];
        var filtered = keys is null ? buffer : new byte[buffer.Length + keys.HeldBack];
        try
        {
            int read;
            while ((read = context.Streams.In.Read(buffer)) > 0)
            {
                if (keys is null)
                {
                    connection.Write(buffer.AsSpan(0, read));
                    continue;
                }

                var detach = keys.Filter(buffer.AsSpan(0, read), filtered, out var length);
                connection.Write(filtered.AsSpan(0, length));
                if (detach)
                {
                    _detached = true;
                    connection.Abort();
                    return;
                }
            }

            connection.CloseWrite();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // The container takes no more input; the output side reports what happened.
        }
    }
}

/// <summary>What a session connects.</summary>
internal sealed record StreamSessionOptions
{
    /// <summary>One raw stream instead of frames; detach keys count.</summary>
    public bool Tty { get; init; }

    public bool Input { get; init; }

    public bool Output { get; init; } = true;

    public bool Error { get; init; } = true;

    /// <summary>Null or empty takes the default.</summary>
    public string? DetachKeys { get; init; }
}
