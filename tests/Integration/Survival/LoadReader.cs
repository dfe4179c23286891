namespace Berth.Integration.Survival;

/// <summary>The client that only looks, at everything, while all of it changes: whatever has gone is 404 or left out, and no look fails.</summary>
internal sealed class LoadReader(Random random, KillLoopApi api)
{
    private static readonly string[] s_pages =
    [
        "/containers/json?all=1", "/containers/json?all=1&size=1", "/images/json?all=1", "/system/df", "/info", "/networks", "/networks/bridge",
        "/volumes", "/events?since=1&until=2", "/containers/json?filters=%7B%22status%22%3A%5B%22running%22%5D%7D",
    ];

    public List<string> Problems { get; } = [];

    public int Looks { get; private set; }

    public async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                await LookAsync(s_pages[random.Next(s_pages.Length)]);
                foreach (var container in (await api.GetAsync("/containers/json?all=1")).Json.AsArray())
                {
                    await LookAsync($"/containers/{container!["Id"]}/{(random.Next(4) == 0 ? "changes" : "json?size=1")}", 404);
                }
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The daemon is gone.
        }
        catch (TaskCanceledException e)
        {
            Problems.Add($"the reader got no answer: {e.Message}");
        }
    }

    private async Task LookAsync(string page, int other = 200)
    {
        KillLoopAnswer answer = await api.GetAsync(page);
        Looks++;
        if (answer.Code is not (200 or 501) && answer.Code != other)
        {
            Problems.Add($"GET {page}: {answer.Code} {answer.Text.Trim()}");
        }
    }
}
