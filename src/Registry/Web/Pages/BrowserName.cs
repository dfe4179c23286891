using Berth.Registry.Web.Html;

namespace Berth.Registry.Web.Pages;

/// <summary>A browser by the name people know, from what it sends in <c>User-Agent</c>; another one by the beginning of that.</summary>
internal static class BrowserName
{
    // In this order: each also claims to be those after it.
    private static readonly (string Mark, string Name)[] s_browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] s_systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    public static string Of(string agent)
    {
        string? browser = Find(s_browsers, agent);
        string? system = Find(s_systems, agent);
        return browser is null ? agent.To(60) : system is null ? browser : $"{browser}, {system}";
    }

    private static string? Find((string Mark, string Name)[] marks, string agent) =>
        Array.Find(marks, mark => agent.Contains(mark.Mark, StringComparison.Ordinal)).Name;
}
