using Berth.Registry.Naming;
using Berth.Registry.Web.Html;

namespace Berth.Registry.Web.Pages;

/// <summary>A repository's name: what it is in is less important than what it is, and a line may break after each slash.</summary>
internal static class RepositoryTitle
{
    public static void Write(HtmlWriter html, RepositoryName name)
    {
        string text = name.ToString();
        int slash = text.LastIndexOf('/') + 1;
        if (slash > 0)
        {
            html.Write($"<span class=\"space\">");
            foreach (string part in text[..(slash - 1)].Split('/'))
            {
                html.Write($"{part}/<wbr>");
            }

            html.Write($"</span>");
        }

        html.Write($"<span class=\"name\">{text[slash..]}</span>");
    }
}
