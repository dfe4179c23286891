using Berth.Harness;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Berth.Web.Browser))]
[assembly: AssemblyFixture(typeof(Berth.Web.OpenSite))]
[assembly: AssemblyFixture(typeof(Berth.Web.AccountSite))]

namespace Berth.Web;

/// <summary>Debian's Chromium, one for all tests; each test has a profile of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Program = "chromium";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where screenshots go, to be looked at.</summary>
    public static string Screenshots { get; } = Path.Combine(Installation.Root, "artifacts", "screenshots");

    public async ValueTask InitializeAsync()
    {
        string program = Installation.OnPath(Program) ?? throw new FileNotFoundException($"{Program} is not installed (Debian's package of that name)");
        Directory.CreateDirectory(Screenshots);
        _playwright = await Playwright.CreateAsync();

        // Tests run as root, where Chromium's own sandbox does not.
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"], Timeout = 120_000 });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a window without cookies.</summary>
    internal async Task<Window> OpenAsync(Uri site, WindowOptions? options = null)
    {
        options ??= new WindowOptions();
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.ToString(),
            Locale = options.Locale,
            ColorScheme = options.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new ViewportSize { Width = options.Width, Height = options.Height },
            JavaScriptEnabled = options.HasScript,
            IgnoreHTTPSErrors = true,
        });
        context.SetDefaultTimeout(90_000);
        return await Window.OpenAsync(context);
    }
}
