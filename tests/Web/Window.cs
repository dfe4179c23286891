using Microsoft.Playwright;
using Xunit;

namespace Berth.Web;

/// <summary>
/// A browser's window. Whatever a page logs as an error (what the policy refused, a script that failed) fails the test at its end.
/// </summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    private Window(IBrowserContext context, IPage page)
    {
        _context = context;
        Page = page;
        page.Console += (_, message) => Note(message);
        page.PageError += (_, error) => _errors.Add(error);
        page.Dialog += (_, dialog) => _errors.Add($"a dialog: {dialog.Message}");
    }

    public IPage Page { get; }

    public static async Task<Window> OpenAsync(IBrowserContext context) => new(context, await context.NewPageAsync());

    /// <summary>Goes to a path of the site and returns the answer's status.</summary>
    public async Task<int> GoAsync(string path) => (await Page.GotoAsync(path))!.Status;

    /// <summary>Logs in by the form.</summary>
    public async Task LogInAsync(string user, string password)
    {
        await GoAsync("/login");
        await Page.GetByLabel("User name").FillAsync(user);
        await Page.GetByLabel("Password").FillAsync(password);
        await Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync();
    }

    /// <summary>The page's heading.</summary>
    public Task<string> HeadingAsync() => Page.Locator("h1").InnerTextAsync();

    /// <summary>A screenshot of the whole page, for people.</summary>
    public Task ScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Browser.Screenshots, $"{name}.png"), FullPage = true });

    /// <summary>What the clipboard has.</summary>
    public async Task<string> ClipboardAsync()
    {
        await _context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        return await Page.EvaluateAsync<string>("navigator.clipboard.readText()");
    }

    public Task GrantClipboardAsync() => _context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);

    public Task<IReadOnlyList<BrowserContextCookiesResult>> CookiesAsync() => _context.CookiesAsync();

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_errors);
    }

    // That a page's own status is 403 or 404 is what some tests are about.
    private void Note(IConsoleMessage message)
    {
        bool isStatus = message.Text.StartsWith("Failed to load resource: the server responded with a status of", StringComparison.Ordinal)
            && message.Location.StartsWith(Page.Url, StringComparison.Ordinal);
        if (message.Type is "error" or "warning" && !isStatus)
        {
            _errors.Add($"{message.Type}: {message.Text} ({message.Location})");
        }
    }
}
