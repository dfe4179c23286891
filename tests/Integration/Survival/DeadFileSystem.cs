using System.Diagnostics;
using Berth.Harness;

namespace Berth.Integration.Survival;

/// <summary>A file system that answers until it does not any more, as a network share whose server is gone: whoever asks it anything hangs.</summary>
internal sealed class DeadFileSystem : IAsyncDisposable
{
    private readonly Process _server;

    private DeadFileSystem(string path, Process server)
    {
        Path = path;
        _server = server;
    }

    public string Path { get; }

    /// <summary>Mounts one, alive and empty.</summary>
    /// <param name="path">A directory.</param>
    public static async Task<DeadFileSystem> MountAsync(string path)
    {
        string script = System.IO.Path.Combine(Installation.Root, "tests", "Integration", "Survival", "Fixtures", "fuse.py");
        Process server = Process.Start(new ProcessStartInfo("python3", [script, path]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("python3 did not start");
        return await server.StandardOutput.ReadLineAsync() == "mounted"
            ? new DeadFileSystem(path, server)
            : throw new InvalidOperationException($"nothing was mounted on {path}");
    }

    public async Task DieAsync() => (await Command.RunAsync("kill", ["-STOP", $"{_server.Id}"])).Succeeded();

    public async ValueTask DisposeAsync()
    {
        // With the server's end everybody who hangs gets an error.
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        (await Command.RunAsync("umount", ["-l", Path])).Succeeded();
    }
}
