using Berth.Registry.Web.Forms;
using Berth.Registry.Web.Html;

namespace Berth.Registry.Web.Pages;

/// <summary>What forms have in common.</summary>
internal static class FormParts
{
    /// <summary>The hidden field that shows where the form came from.</summary>
    public static void Token(HtmlWriter html, Visit visit) =>
        html.Write($"<input type=\"hidden\" name=\"{FormFields.Token}\" value=\"{visit.Secret.FormToken()}\">");
}
