using Berth.Registry.Web.Html;

namespace Berth.Registry.Web.Pages;

/// <summary>A command to copy. The button comes from the script, which not every browser runs; the text can be marked without.</summary>
internal static class CommandLine
{
    public static void Write(HtmlWriter html, string command) =>
        html.Write($"<div class=\"command\" data-copied-text=\"{command}\"><code>{command}</code></div>\n");
}
