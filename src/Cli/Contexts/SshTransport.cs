using System.Diagnostics;
using System.Text;
using Berth.Cli.Credentials;
using Berth.EngineApi.Http;

namespace Berth.Cli.Contexts;

/// <summary>
/// A connection through <c>ssh</c>: standard input and output of <c>system dial-stdio</c> on the other host. Beside credential helpers it is
/// the one program that <c>berth</c> starts: the user has named an ssh:// host. The daemon never starts it.
/// </summary>
#pragma warning disable RS0030 // See the type's comment.
internal sealed class SshTransport : EngineTransport
{
    /// <summary>Characters of ssh's complaints that are kept.</summary>
    private const int LongestComplaint = 4096;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly StringBuilder _complaint = new();
    private readonly string _command;
    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly Thread _reader;
    private bool _ended;

    private SshTransport(Process process, string command)
    {
        _process = process;
        _command = command;
        _input = process.StandardInput.BaseStream;
        _output = process.StandardOutput.BaseStream;
        _reader = new Thread(ReadComplaint) { IsBackground = true };
        _reader.Start();
    }

    /// <exception cref="IOException">There is no ssh.</exception>
    public static SshTransport Start(SshAddress address, string program, Func<string, string?> environment)
    {
        var path = CredentialProgram.Find("ssh", environment) ?? throw new IOException("exec: \"ssh\": executable file not found in $PATH");
        var arguments = address.Arguments(program);
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new SshTransport(Process.Start(start) ?? throw new IOException($"{path} did not start"), $"[ssh {string.Join(' ', arguments)}]");
    }

    public override int Read(Span<byte> buffer)
    {
        var read = _output.Read(buffer);
        return read == 0 && _process.WaitForExit(s_patience) && _process.ExitCode != 0 ? throw Failure() : read;
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _input.Write(bytes);
            _input.Flush();
        }
        catch (IOException) when (_process.WaitForExit(s_patience))
        {
            throw Failure();
        }
    }

    public override void CloseWrite()
    {
        try
        {
            _input.Dispose();
        }
        catch (IOException)
        {
            // ssh has gone already.
        }
    }

    public override void Abort() => _process.Kill();

    /// <summary>The other side ends when its input does; where it does not, ssh is ended.</summary>
    protected override void Dispose(bool disposing)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        CloseWrite();
        if (!_process.WaitForExit(s_patience))
        {
            _process.Kill();
        }

        _output.Dispose();
        _process.Dispose();
    }

    private IOException Failure()
    {
        _reader.Join(s_patience);
        lock (_complaint)
        {
            return new IOException(
                $"command {_command} has exited with exit status {_process.ExitCode}, make sure the URL is valid, and Docker 18.09 or later is installed "
                + $"on the remote host: stderr={_complaint}");
        }
    }

    private void ReadComplaint()
    {
        var buffer = new char[1024];
        try
        {
            while (_process.StandardError.Read(buffer) is > 0 and var read)
            {
                lock (_complaint)
                {
                    _complaint.Append(buffer, 0, Math.Min(read, LongestComplaint - _complaint.Length));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection was closed.
        }
    }
}
#pragma warning restore RS0030
