namespace Berth.Integration.Registry;

/// <summary>
/// One of the clients of a <see cref="RegistryKillLoop"/>: it pushes, mounts, pulls and deletes under tags of its own until the registry dies, and knows what
/// was acknowledged. What was under way when it died may have happened or not; one look after the next start settles it.
/// </summary>
internal sealed class KillLoopClient(int number, Random random, IReadOnlyList<byte[]> shared)
{
    private const int Tags = 4;
    private static readonly string[] s_repositories = ["one", "two/three"];

    private readonly Dictionary<(string Repository, string Tag), PushedImage> _acknowledged = [];

    // What each tag may be once the registry is back: null, nothing.
    private readonly Dictionary<(string Repository, string Tag), List<PushedImage?>> _possible = [];
    private readonly List<(string Repository, string Digest)> _blobs = [];
    private int _images;

    public int Acknowledged { get; private set; }

    public int Refused { get; private set; }

    public int Interrupted { get; private set; }

    /// <summary>Works until a request fails.</summary>
    public async Task WorkAsync(RawPushes pushes)
    {
        _blobs.Clear();
        try
        {
            while (true)
            {
                string repository = s_repositories[random.Next(s_repositories.Length)];
                string tag = $"c{number}-{random.Next(Tags)}";
                bool isDone = random.Next(8) switch
                {
                    0 => await DeleteAsync(pushes, repository, tag),
                    1 => await PullAsync(pushes),
                    _ => await PushAsync(pushes, repository, tag),
                };
                (Acknowledged, Refused) = isDone ? (Acknowledged + 1, Refused) : (Acknowledged, Refused + 1);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Interrupted++;
        }
    }

    /// <summary>Compares the registry after its start with what was acknowledged.</summary>
    public async Task<List<string>> CheckAsync(RawPushes pushes)
    {
        var problems = new List<string>();
        foreach (var ((repository, tag), image) in _acknowledged)
        {
            if (!_possible.ContainsKey((repository, tag)))
            {
                _possible[(repository, tag)] = [image];
            }
        }

        foreach (var ((repository, tag), possible) in _possible)
        {
            byte[]? manifest = await pushes.GetAsync($"/v2/{repository}/manifests/{tag}");
            PushedImage? found = possible.Find(image => image is not null && manifest is not null && image.Manifest.AsSpan().SequenceEqual(manifest));
            if (found is null && (manifest is not null || !possible.Contains(null)))
            {
                problems.Add($"{repository}:{tag} is {(manifest is null ? "not there" : "another manifest")}");
            }

            if (found is null)
            {
                _acknowledged.Remove((repository, tag));
                continue;
            }

            _acknowledged[(repository, tag)] = found;
            foreach (string blob in found.Blobs)
            {
                await CheckBlobAsync(pushes, repository, blob, problems);
            }
        }

        foreach (var (repository, blob) in _blobs)
        {
            await CheckBlobAsync(pushes, repository, blob, problems);
        }

        _possible.Clear();
        return problems;
    }

    private static async Task CheckBlobAsync(RawPushes pushes, string repository, string digest, List<string> problems)
    {
        byte[]? bytes = await pushes.GetAsync($"/v2/{repository}/blobs/{digest}");
        if (bytes is null || PushedImage.DigestOf(bytes) != digest)
        {
            problems.Add($"{repository}@{digest} {(bytes is null ? "is not there" : "has other bytes")}");
        }
    }

    private async Task<bool> PushAsync(RawPushes pushes, string repository, string tag)
    {
        byte[][] blobs = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Blob())];
        foreach (byte[] blob in blobs)
        {
            string digest = PushedImage.DigestOf(blob);
            string other = s_repositories.First(name => name != repository);
            bool isThere = await pushes.HasAsync(repository, digest) || (random.Next(2) == 0 && await pushes.MountAsync(repository, other, digest));
            if (!isThere && !(random.Next(2) == 0 ? await pushes.MonolithicAsync(repository, blob) : await pushes.ChunkedAsync(repository, blob)))
            {
                return false;
            }

            _blobs.Add((repository, digest));
        }

        var image = PushedImage.Of($"{number}.{_images++}", blobs);
        Maybe(repository, tag, image);
        if (await pushes.ManifestAsync(repository, tag, image))
        {
            Settle(repository, tag, image);
            return true;
        }

        _possible.Remove((repository, tag));
        return false;
    }

    private async Task<bool> DeleteAsync(RawPushes pushes, string repository, string tag)
    {
        if (!_acknowledged.TryGetValue((repository, tag), out PushedImage? image))
        {
            return true;
        }

        Maybe(repository, tag, null);
        if (!await pushes.DeleteAsync(repository, random.Next(2) == 0 ? tag : image.Digest))
        {
            throw new InvalidOperationException($"{repository}:{tag} was acknowledged and cannot be deleted");
        }

        Settle(repository, tag, null);
        return true;
    }

    private async Task<bool> PullAsync(RawPushes pushes)
    {
        var problems = new List<string>();
        foreach (var ((repository, _), image) in _acknowledged.Take(2))
        {
            foreach (string blob in image.Blobs)
            {
                await CheckBlobAsync(pushes, repository, blob, problems);
            }
        }

        return problems.Count == 0 ? true : throw new InvalidOperationException(string.Join(", ", problems));
    }

    // Half of them everyone's, so that the same bytes come from several at once.
    private byte[] Blob()
    {
        if (random.Next(2) == 0)
        {
            return shared[random.Next(shared.Count)];
        }

        byte[] bytes = new byte[random.Next(4) == 0 ? random.Next(1_000_000) : random.Next(20_000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private void Maybe(string repository, string tag, PushedImage? image) =>
        _possible[(repository, tag)] = [_acknowledged.GetValueOrDefault((repository, tag)), image];

    private void Settle(string repository, string tag, PushedImage? image)
    {
        _possible.Remove((repository, tag));
        if (image is null)
        {
            _acknowledged.Remove((repository, tag));
        }
        else
        {
            _acknowledged[(repository, tag)] = image;
        }
    }
}
