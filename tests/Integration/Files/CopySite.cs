using Berth.Harness;
using Berth.Integration.Cli;

namespace Berth.Integration.Files;

/// <summary>The same small tree in a container's <c>/c</c> and in a directory of this machine.</summary>
internal sealed class CopySite : IAsyncDisposable
{
    private readonly TestContainer _container;
    private readonly string _list;

    private CopySite(TestContainer container, string list)
    {
        _container = container;
        _list = list;
    }

    public string Container => _container.Name;

    public string Local { get; } = Directory.CreateTempSubdirectory("berth-cp-").FullName;

    /// <summary>What both have at the beginning, a line a file.</summary>
    public string[] Before { get; private set; } = [];

    /// <param name="make">A script that makes the tree in <c>$1</c>.</param>
    /// <param name="list">A script that lists it.</param>
    public static async Task<CopySite> MakeAsync(TestContainer container, string make, string list)
    {
        var site = new CopySite(container, list);
        await container.ShellAsync($"mkdir /c; set -- /c; {make}");
        (await Command.RunAsync("sh", ["-c", make, "sh", site.Local], (string?)null)).Succeeded();
        site.Before = await site.ListLocalAsync();
        return site;
    }

    public async Task<string[]> ListContainerAsync() => Sorted(await _container.ShellAsync($"set -- /c; {_list}"));

    public async Task<string[]> ListLocalAsync() => Sorted((await Command.RunAsync("sh", ["-c", _list, "sh", Local], (string?)null)).Succeeded().Text);

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Local, recursive: true);
        await _container.DisposeAsync();
    }

    private static string[] Sorted(string text) => [.. text.Split('\n').Order(StringComparer.Ordinal)];
}
