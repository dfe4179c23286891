using System.Globalization;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>A time: how long ago, and exactly for who asks.</summary>
internal static class Moment
{
    /// <summary><c>2026-11-30</c>, UTC.</summary>
    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A sentence with the time in the place of <c>{0}</c>.</summary>
    public static void WriteIn(HtmlWriter html, Visit visit, string sentence, DateTimeOffset at)
    {
        string[] parts = sentence.Split("{0}", 2);
        html.Write($"<span>{parts[0]}");
        Write(html, visit, at);
        html.Write($"{parts[^1]}</span>");
    }

    public static void Write(HtmlWriter html, Visit visit, DateTimeOffset at)
    {
        string exact = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        string machine = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        html.Write($"<time datetime=\"{machine}\" title=\"{exact}\">{visit.Words.Ago(visit.Now - at)}</time>");
    }
}
