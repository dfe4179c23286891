using Berth.Registry.Web.Html;

namespace Berth.Registry.Web.Pages;

/// <summary>A command to copy. The button comes from the script, which not every browser runs; the text can be marked without.</summary>
internal static class CommandLine
{
    public static void Write(HtmlWriter html, string command)
    {
        html.Write($"<div class=\"command\" data-copied-text=\"{command}\"><code>");

        // A long name goes on in the next line after a slash, not within a word.
        string[] parts = command.Split('/');
        for (int i = 0; i < parts.Length - 1; i++)
        {
            html.Write($"{parts[i]}/<wbr>");
        }

        html.Write($"{parts[^1]}</code></div>\n");
    }
}
