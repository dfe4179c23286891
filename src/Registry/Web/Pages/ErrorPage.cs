using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>Why there is no such page.</summary>
internal static class ErrorPage
{
    /// <summary>What is not there and what the visitor may not see look the same.</summary>
    public static PageAnswer NotFound(Visit visit)
    {
        bool mayLogIn = visit.Site.HasAccounts && visit.User is null;
        return Of(visit, 404, visit.Words.NotFound, visit.Words.NotFoundLead, mayLogIn);
    }

    /// <summary>A form of unknown origin.</summary>
    public static PageAnswer Forbidden(Visit visit) => Of(visit, 403, visit.Words.Forbidden, visit.Words.ForbiddenForm);

    public static PageAnswer BadRequest(Visit visit) => Of(visit, 400, visit.Words.BadRequest, visit.Words.BadRequestLead);

    public static PageAnswer ServerError(Visit visit) => Of(visit, 500, visit.Words.ServerError, visit.Words.ServerErrorLead);

    private static PageAnswer Of(Visit visit, int status, string title, string lead, bool mayLogIn = false)
    {
        Words words = visit.Words;
        return new PageAnswer(status, new PageHead(title), html =>
        {
            html.Write($"<section class=\"empty\"><h1>{title}</h1><p>{lead}</p>");
            if (mayLogIn)
            {
                html.Write($"<p><a href=\"{Paths.LogIn(ReturnPath.Of(visit.Path))}\">{words.NotFoundLogIn}</a></p>");
            }

            html.Write($"<p><a href=\"/\">{words.BackHome}</a></p></section>\n");
        })
        {
            IsPrivate = true,
        };
    }
}
