using Berth.Archive;
using Berth.Linux;

namespace Berth.Unit.Archive;

/// <summary>A root with a directory <c>target</c> in it that archives are unpacked into, and a file beside it that nobody may touch.</summary>
internal sealed class ExtractionSite : IDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("berth-extract-").FullName;

    public ExtractionSite()
    {
        Directory.CreateDirectory(Target);
        Directory.CreateDirectory(Path.Combine(Root, "etc"));
        File.WriteAllText(Path.Combine(_base, "canary"), "canary");
        File.WriteAllText(Path.Combine(Root, "etc", "passwd"), "inner");
    }

    public string Root => Path.Combine(_base, "root");

    public string Target => Path.Combine(Root, "target");

    public string Canary => File.ReadAllText(Path.Combine(_base, "canary"));

    public async Task ExtractAsync(byte[] archive, bool strict = false, bool keepKinds = false, (string From, string To)? rename = null)
    {
        using Fd root = Fd.Open(Root, OpenFlags.O_PATH | OpenFlags.O_DIRECTORY);
        using PathWalk target = PathWalk.From(root, "/target", followLast: true);
        using var extractor = new ArchiveExtractor(
            target, new TarReader(new MemoryStream(archive)), new ExtractOptions { Target = "/target", Strict = strict, KeepKinds = keepKinds, Rename = rename });
        await extractor.ExtractAsync(Xunit.TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(_base, recursive: true);
}
