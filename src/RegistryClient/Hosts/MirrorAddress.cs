namespace Berth.RegistryClient.Hosts;

/// <summary>
/// A mirror as the configuration names it: <c>https://HOST[:PORT][/PATH]</c>, where the path leads to the API's <c>/v2</c>; or with
/// placeholders, <c>https://HOST/{registry}/{repository}</c>, where the path is the repository's name on that mirror.
/// </summary>
public sealed record MirrorAddress
{
    internal const string RepositoryMark = "{repository}";
    internal const string RegistryMark = "{registry}";

    private MirrorAddress(Uri api, string? template, string text)
    {
        Api = api;
        RepositoryTemplate = template;
        Text = text;
    }

    /// <summary>Scheme, host, port and the path down to <c>/v2</c>, without a slash at its end.</summary>
    public Uri Api { get; }

    /// <summary>What a repository is called there, with <c>{repository}</c> and perhaps <c>{registry}</c>; null: as everywhere.</summary>
    public string? RepositoryTemplate { get; }

    /// <summary>As it is shown; docker ends it with a slash.</summary>
    public string Text { get; }

    /// <summary>Reads a mirror's address.</summary>
    /// <exception cref="FormatException">It is none; the message is docker's (moby's <c>ValidateMirror</c>).</exception>
    public static MirrorAddress Parse(string text)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0)
        {
            throw new FormatException($"invalid mirror: no scheme specified for \"{text}\": must use either 'https://' or 'http://'");
        }

        if (text[..scheme].ToLowerInvariant() is not ("http" or "https"))
        {
            throw new FormatException(
                $"invalid mirror: unsupported scheme \"{text[..scheme]}\" in \"{text}\": must use either 'https://' or 'http://'");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0)
        {
            throw new FormatException($"invalid mirror: \"{text}\" is not a valid URI");
        }

        if (uri.UserInfo.Length > 0)
        {
            string masked = text.Replace(uri.UserInfo, $"{uri.UserInfo.Split(':')[0]}:xxxxx", StringComparison.Ordinal);
            throw new FormatException($"invalid mirror: username/password not allowed in URI \"{masked}\"");
        }

        if (text.AsSpan().ContainsAny('?', '#'))
        {
            throw new FormatException($"invalid mirror: query or fragment at end of the URI \"{text}\"");
        }

        return text.Contains('{', StringComparison.Ordinal) ? WithPlaceholders(text, uri, scheme) : Plain(text, uri);
    }

    private static MirrorAddress Plain(string text, Uri uri) =>
        new(ApiBelow(uri, uri.AbsolutePath), template: null, text.TrimEnd('/') + "/");

    private static MirrorAddress WithPlaceholders(string text, Uri uri, int scheme)
    {
        int path = text.IndexOf('/', scheme + 3);
        string template = path < 0 ? "" : text[(path + 1)..].TrimEnd('/');
        string fixedParts = template.Replace(RegistryMark, "", StringComparison.Ordinal).Replace(RepositoryMark, "", StringComparison.Ordinal);
        if (!template.EndsWith(RepositoryMark, StringComparison.Ordinal) || fixedParts.AsSpan().ContainsAny('{', '}'))
        {
            throw new FormatException(
                $"invalid mirror: the path of \"{text}\" must end with {RepositoryMark}, and may have {RegistryMark} before it");
        }

        return new MirrorAddress(ApiBelow(uri, "/"), template, text.TrimEnd('/'));
    }

    private static Uri ApiBelow(Uri uri, string path) => new($"{uri.Scheme}://{uri.Authority}{path.TrimEnd('/')}/v2");

    public override string ToString() => Text;
}
