using System.Globalization;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>A time: how long ago, and exactly for who asks.</summary>
internal static class Moment
{
    public static void Write(HtmlWriter html, Visit visit, DateTimeOffset at)
    {
        string exact = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        string machine = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        html.Write($"<time datetime=\"{machine}\" title=\"{exact}\">{visit.Words.Ago(visit.Now - at)}</time>");
    }
}
