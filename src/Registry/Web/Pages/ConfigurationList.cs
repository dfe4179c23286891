using Berth.Registry.Web.Html;
using Berth.Registry.Web.Images;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>How an image runs, as its configuration says; what is not said is left out.</summary>
internal static class ConfigurationList
{
    public static void Write(HtmlWriter html, Words words, ImageFacts? facts)
    {
        html.Write($"<section aria-labelledby=\"configuration\"><h2 id=\"configuration\">{words.Configuration}</h2>\n");
        if (facts is null)
        {
            html.Write($"<p class=\"quiet\">{words.NoConfiguration}</p></section>\n");
            return;
        }

        html.Write($"<dl class=\"facts wide-facts\">\n");
        WriteCode(html, words.Entrypoint, facts.Entrypoint);
        WriteCode(html, words.Command, facts.Command);
        WriteText(html, words.RunsAs, facts.User);
        WriteText(html, words.WorkingDirectory, facts.WorkingDirectory);
        WriteList(html, words.Ports, facts.Ports);
        WriteList(html, words.Volumes, facts.Volumes);
        WriteList(html, words.EnvironmentNames, facts.EnvironmentNames);
        WriteText(html, words.StopSignal, facts.StopSignal);
        WriteText(html, words.Author, facts.Author);
        html.Write($"</dl>\n");
        WritePairs(html, words.Labels, facts.Labels);
        html.Write($"</section>\n");
    }

    /// <summary>Names and values: labels, annotations.</summary>
    public static void WritePairs(HtmlWriter html, string heading, IReadOnlyList<KeyValuePair<string, string>> pairs)
    {
        if (pairs.Count == 0)
        {
            return;
        }

        html.Write($"<h3>{heading}</h3><dl class=\"facts wide-facts\">\n");
        foreach (var (name, value) in pairs)
        {
            html.Write($"<div><dt class=\"code\">{name.To(200)}</dt><dd>");
            if (WebLink.IsFollowed(value))
            {
                html.Write($"<a href=\"{value}\" rel=\"nofollow noopener\">{value.To(400)}</a>");
            }
            else
            {
                html.Write($"{value.To(400)}");
            }

            html.Write($"</dd></div>\n");
        }

        html.Write($"</dl>\n");
    }

    private static void WriteText(HtmlWriter html, string label, string text)
    {
        if (text.Length > 0)
        {
            html.Write($"<div><dt>{label}</dt><dd class=\"code\">{text}</dd></div>\n");
        }
    }

    // A program and its arguments: one with a space in it needs to be told from two.
    private static void WriteCode(HtmlWriter html, string label, IReadOnlyList<string> arguments) =>
        WriteText(html, label, string.Join(' ', arguments.Select(static a => a.Length > 0 && !a.AsSpan().ContainsAny(" \t\n\"'") ? a : $"\"{a.Replace("\"", "\\\"", StringComparison.Ordinal)}\"")));

    private static void WriteList(HtmlWriter html, string label, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        html.Write($"<div><dt>{label}</dt><dd>");
        foreach (string item in items)
        {
            html.Write($"<code class=\"item\">{item}</code> ");
        }

        html.Write($"</dd></div>\n");
    }
}
