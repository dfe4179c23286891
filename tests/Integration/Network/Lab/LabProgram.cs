using System.Diagnostics;

namespace Berth.Integration.Network.Lab;

/// <summary>A program that runs in a place of the lab until the test is done with it.</summary>
internal sealed class LabProgram(Process process) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
