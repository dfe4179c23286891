namespace Berth.Images.Loading;

/// <summary>What an archive of images may hold before it is refused. Real ones stay far below each.</summary>
internal static class LoadLimits
{
    /// <summary>Files and links.</summary>
    public const int Members = 100_000;

    /// <summary>Characters of all members' names together, which are kept in memory.</summary>
    public const int NameCharacters = 16 << 20;

    /// <summary>Bytes of all documents that are read, each as often as another names it.</summary>
    public const int DocumentBytes = 256 << 20;

    /// <summary>Images.</summary>
    public const int Images = 10_000;

    /// <summary>Names of one image.</summary>
    public const int Names = 1_000;
}
