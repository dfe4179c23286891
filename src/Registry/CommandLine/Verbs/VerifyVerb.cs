using Berth.Registry.Collection;
using Berth.Registry.Hosting;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Storage.Files;

namespace Berth.Registry.CommandLine.Verbs;

/// <summary><c>berth-registry verify</c>: reads everything; exit code 1 and a line a fault where something is wrong.</summary>
internal static class VerifyVerb
{
    private static readonly VerbOption s_quarantine = new("quarantine", "", "Do not serve damaged blobs any more: a push brings them again");

    public static Verb Verb { get; } = new("verify", "", "Reads every blob and manifest and checks it against its digest; the registry may serve meanwhile.", RunAsync)
    {
        Options = [.. Verb.DataOptions, s_quarantine],
    };

    public static async Task<int> RunAsync(VerbCall call)
    {
        using RegistryData data = RegistryData.Open(call.Options());
        using FileBlobStorage storage = FileBlobStorage.Open(data.Options.DataRoot);
        VerificationResult result = await new ContentVerifier(
            new SqliteInventory(data.Database, TimeProvider.System), storage, call.Has(s_quarantine.Name)).RunAsync(call.Out.WriteLine, CancellationToken.None);
        await call.Error.WriteLineAsync(
            $"verified {result.Blobs} blobs ({result.Bytes} bytes) and {result.Manifests} manifests: {result.Faults switch { 0 => "no faults", 1 => "1 fault", var n => $"{n} faults" }}");
        return result.Faults == 0 ? 0 : 1;
    }
}
