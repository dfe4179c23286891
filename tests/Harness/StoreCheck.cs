namespace Berth.Harness;

/// <summary>
/// What has to hold of a daemon's image store after a crash and a start:
/// <list type="number">
/// <item>Every file has a record that owns it and every record its file.</item>
/// <item>Every visible image can be saved, and its layers have the bytes that their digests say.</item>
/// <item>The start dropped no image and missed no layer.</item>
/// </list>
/// </summary>
public static class StoreCheck
{
    /// <summary>What is wrong, a line each.</summary>
    /// <param name="daemon">Started, and doing nothing.</param>
    /// <param name="logFrom">How much it had printed before its start.</param>
    public static async Task<string[]> ProblemsAsync(Daemon daemon, int logFrom)
    {
        // 1. The trash is emptied in the background.
        string[] differences = [];
        try
        {
            await Condition.WaitAsync("nothing is left over", () => (differences = StoreOwnership.Differences(daemon.DataRoot)).Length == 0);
        }
        catch (TimeoutException)
        {
            return differences;
        }

        // 2.
        string[] images = (await daemon.RunAsync("images", "-aq", "--no-trunc")).Succeeded().Lines;
        if (images.Length > 0)
        {
            string saved = Path.Combine(daemon.Root, "saved.tar");
            (await daemon.RunAsync(["save", "-o", saved, .. images.Distinct()])).Succeeded();
            await using FileStream archive = File.OpenRead(saved);
            differences = await SavedImages.ProblemsAsync(archive);
            File.Delete(saved);
        }

        // 3.
        string[] bad = ["is dropped", "lacks the files", "is gone from the disk", "failed", "Exception"];
        return [.. differences, .. daemon.Log[logFrom..].Split('\n').Where(line => bad.Any(word => line.Contains(word, StringComparison.Ordinal)))];
    }
}
