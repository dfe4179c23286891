using System.Text.Json;

namespace Berth.Cli.Credentials;

/// <summary>
/// Credentials of the variable <c>DOCKER_AUTH_CONFIG</c>, which come before those that are kept elsewhere. It has the shape of the
/// file, with <c>auth</c> alone: <c>{"auths":{"KEY":{"auth":"base64 of USER:PASSWORD"}}}</c>.
/// </summary>
internal sealed class EnvironmentStore(IReadOnlyDictionary<string, CredentialEntry> entries, ICredentialStore next) : ICredentialStore
{
    /// <summary>The variable's name.</summary>
    public const string Variable = "DOCKER_AUTH_CONFIG";

    public CredentialEntry? Get(string key) => entries.TryGetValue(key, out var entry) ? entry : next.Get(key);

    public void Store(CredentialEntry entry) => next.Store(entry);

    public void Erase(string key) => next.Erase(key);

    /// <exception cref="CredentialException">The variable's text is not of that shape.</exception>
    public static Dictionary<string, CredentialEntry> Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var entries = new Dictionary<string, CredentialEntry>(StringComparer.Ordinal);
            foreach (var field in document.RootElement.EnumerateObject())
            {
                Expect(field.Name, "auths");
                foreach (var registry in field.Value.EnumerateObject())
                {
                    entries[registry.Name] = Entry(registry);
                }
            }

            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CredentialException(e.Message, e);
        }
    }

    private static CredentialEntry Entry(JsonProperty registry)
    {
        string? auth = null;
        foreach (var field in registry.Value.EnumerateObject())
        {
            Expect(field.Name, "auth");
            auth = field.Value.GetString();
        }

        if (string.IsNullOrEmpty(auth))
        {
            throw new CredentialException($"{Variable} environment variable is missing key `auth` for {registry.Name}");
        }

        var (user, password) = AuthText.Decode(auth);
        return new CredentialEntry { ServerAddress = registry.Name, Username = user, Password = password };
    }

    private static void Expect(string name, string known)
    {
        if (!name.Equals(known, StringComparison.OrdinalIgnoreCase))
        {
            throw new CredentialException($"json: unknown field \"{name}\"");
        }
    }
}
