using Berth.Archive;

namespace Berth.Cli.Containers.Copying;

/// <summary>A path of <c>cp</c>. A slash or <c>/.</c> at its end says that it is a directory; the latter, that its contents are meant.</summary>
internal readonly record struct CopyPath(string Text)
{
    /// <summary>Ends in <c>/.</c>, or is <c>.</c>.</summary>
    public bool IsContents => Text.TrimEnd('/') is var path && (path == "." || path.EndsWith("/.", StringComparison.Ordinal));

    public bool AssertsDirectory => Text.EndsWith('/') || IsContents;

    /// <summary>The last component; <c>.</c> for a directory's contents, <c>/</c> of the root.</summary>
    public string Name => IsContents ? "." : Last(EntryName.Clean(Text));

    /// <summary>What <see cref="Name"/> is in: of a directory's contents the directory.</summary>
    public string Parent
    {
        get
        {
            string clean = EntryName.Clean(Text);
            int slash = clean.LastIndexOf('/');
            return IsContents ? clean : slash > 0 ? clean[..slash] : slash == 0 ? "/" : ".";
        }
    }

    /// <summary>A path of this machine, absolute.</summary>
    public static CopyPath Local(string path)
    {
        string full = path.StartsWith('/') ? path : $"{Environment.CurrentDirectory}/{path}";
        var given = new CopyPath(path);
        string clean = EntryName.Clean(full);
        return new CopyPath(
            given.IsContents ? (clean == "/" ? "/." : $"{clean}/.") : path.EndsWith('/') && clean != "/" ? $"{clean}/" : clean);
    }

    private static string Last(string clean) => clean == "/" ? clean : clean[(clean.LastIndexOf('/') + 1)..];
}
