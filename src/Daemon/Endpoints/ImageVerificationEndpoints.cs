using Berth.Daemon.Http;
using Berth.Engine.Images;
using Berth.EngineApi.Images;
using Berth.Images;

namespace Berth.Daemon.Endpoints;

/// <summary>
/// Verification of images, which docker's API does not have: below <c>/berth</c>, where no version of it will ever have anything.
/// </summary>
internal static class ImageVerificationEndpoints
{
    private const int ShortDigest = 12;

    public static void MapImageVerification(this IEndpointRouteBuilder routes) => routes.MapPost("/berth/images/verify", Verify);

    // A stream of progress; its last line is an error where damage was found.
    private static Task Verify(HttpContext http, ImageService images)
    {
        string[] names = [.. http.Request.Query["names"].OfType<string>()];
        var progress = new ProgressStream(http);
        return progress.RunAsync(async () =>
        {
            VerifyReport report = await images.VerifyAsync(names, news => TellAsync(progress, news), http.RequestAborted);
            string? damage = Damage(report);
            await progress.WriteAsync(damage is null
                ? new ProgressMessage { Status = $"Verified {report.Images} images with {report.Layers} layers: nothing is damaged" }
                : new ProgressMessage { Error = damage, ErrorDetail = new ErrorDetail { Message = damage } });
        });
    }

    private static async ValueTask TellAsync(ProgressStream progress, VerifyProgress news)
    {
        string id = news.Digest.Hex[..ShortDigest];
        if (news.Problems is null)
        {
            await progress.WriteAsync(new ProgressMessage
            {
                Id = id,
                Status = $"Verifying {news.What}",
                ProgressDetail = new ProgressDetail { Current = news.Current, Total = news.Total },
            });
            return;
        }

        // With a detail, though empty: so it takes the place of the bar.
        await progress.WriteAsync(new ProgressMessage
        {
            Id = id,
            Status = $"{(news.Problems.Count == 0 ? "Verified" : "Damaged")} {news.What}",
            ProgressDetail = new ProgressDetail(),
        });
        foreach (string problem in news.Problems)
        {
            await progress.WriteAsync(new ProgressMessage { Status = $"    {problem}" });
        }

        if (news.Remedy.Length > 0)
        {
            await progress.WriteAsync(new ProgressMessage { Status = $"    {news.Digest}: {news.Remedy}" });
        }
    }

    private static string? Damage(VerifyReport report)
    {
        if (report.Damaged.Count > 0)
        {
            string names = string.Join(", ", report.Damaged.Select(static i => i.RepoTags is [string name, ..] ? name : i.Id.ToString()));
            return $"{report.Damaged.Count} of {report.Images} images are damaged: {names}; pull, load or import them again";
        }

        return report.DroppedArchives > 0 ? $"{report.DroppedArchives} archives of layers were damaged and are dropped; the images are whole" : null;
    }
}
