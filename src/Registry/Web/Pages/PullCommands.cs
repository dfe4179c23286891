using Berth.Registry.Web.Html;

namespace Berth.Registry.Web.Pages;

/// <summary>How to pull something.</summary>
internal static class PullCommands
{
    /// <param name="reference">With the registry's host.</param>
    public static void Write(HtmlWriter html, string reference)
    {
        CommandLine.Write(html, $"berth pull {reference}");
        CommandLine.Write(html, $"docker pull {reference}");
    }
}
