namespace Berth.Registry.Web.Assets;

/// <summary>All files that the pages use; there is nothing from elsewhere.</summary>
internal static class StaticAssets
{
    public static StaticAsset Style { get; } = StaticAsset.Load("style.css", "text/css; charset=utf-8");

    public static StaticAsset Script { get; } = StaticAsset.Load("copy.js", "text/javascript; charset=utf-8");

    public static StaticAsset Icon { get; } = StaticAsset.Load("icon.svg", "image/svg+xml");

    public static IReadOnlyList<StaticAsset> All { get; } = [Style, Script, Icon];
}
