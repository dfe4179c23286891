namespace Berth.Integration.Survival;

// What a worker does with its network.
internal sealed partial class LoadWorker
{
    public LoadNetwork Network { get; } = new(number, cgroupParent[^4..]);

    /// <summary>The mode of a new container: the default bridge, none, or the worker's network where there is one.</summary>
    private string? ChooseNetwork(LoadKind kind) =>
        kind is LoadKind.Server or LoadKind.Ticker && Network.Exists && random.Next(2) == 0 ? Network.Name : null;

    private async Task NetworkAsync(LoadContainer container)
    {
        if (_missing.Contains("networks"))
        {
            return;
        }

        if (!Network.Exists || random.Next(5) == 0)
        {
            await ChangeNetworkAsync();
        }
        else if (container.Kind is LoadKind.Server or LoadKind.Ticker)
        {
            await MoveAsync(container, random.Next(2) == 0 ? "connect" : "disconnect");
        }
    }

    private async Task ChangeNetworkAsync()
    {
        bool making = !Network.Exists;
        Network.InDoubt = true;
        Note(making ? "network create" : "network rm");
        KillLoopAnswer answer = making ? await api.PostAsync("/networks/create", Network.Body()) : await api.DeleteAsync($"/networks/{Network.Name}");

        // 403: a container that runs is on it.
        Judge("networks", making ? "network create" : "network rm", answer, making ? [201] : [204, 403]);
        Network.Exists = making ? answer.Code == 201 : answer.Code == 403;
        Network.InDoubt = false;
    }

    private async Task MoveAsync(LoadContainer container, string verb)
    {
        Note($"{verb} {container.Name}");
        container.MayMissNetwork = true;
        KillLoopAnswer answer = await api.PostAsync($"/networks/{Network.Name}/{verb}", $$"""{"Container":"{{container.Id}}"}""");

        // 403, 409: it is there already, or is not.
        Judge(verb, $"{verb} {container.Name}", answer, [200, 403, 404, 409]);
    }
}
