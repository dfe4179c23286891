using System.Collections.Concurrent;

namespace Berth.RegistryClient.Auth;

/// <summary>Tokens, each kept until it runs out; two requests that want the same one ask for it once.</summary>
internal sealed class TokenService(RegistryClientOptions options)
{
    private const int MostKept = 1000;

    private readonly ConcurrentDictionary<TokenKey, Lazy<Task<Token>>> _tokens = new();
    private readonly TokenFetch _fetch = new(options);

    /// <summary>A token for a request.</summary>
    /// <param name="rejected">A token that the host has just refused, which is not given again.</param>
    /// <exception cref="RegistryException">The token service cannot be reached or refuses.</exception>
    public async Task<string> GetAsync(TokenRequest request, string? rejected, CancellationToken cancellation)
    {
        TokenKey key = TokenKey.Of(request);
        while (true)
        {
            Lazy<Task<Token>> entry = _tokens.GetOrAdd(key, k => Begin(request, k));
            Token token = await entry.Value.WaitAsync(cancellation);
            if (token.Until > options.Time.GetUtcNow() && token.Value != rejected)
            {
                return token.Value;
            }

            _tokens.TryRemove(new KeyValuePair<TokenKey, Lazy<Task<Token>>>(key, entry));
            rejected = token.Value == rejected ? null : rejected;
        }
    }

    /// <summary>A new token with what came with it, kept nowhere.</summary>
    public Task<Token> FetchAsync(TokenRequest request, CancellationToken cancellation) => _fetch.RunAsync(request, cancellation);

    // Not under the token of whoever asks first: others wait for it too.
    private Lazy<Task<Token>> Begin(TokenRequest request, TokenKey key)
    {
        Trim();
        Lazy<Task<Token>>? entry = null;
        entry = new Lazy<Task<Token>>(async () =>
        {
            try
            {
                return await _fetch.RunAsync(request, CancellationToken.None);
            }
            catch
            {
                _tokens.TryRemove(new KeyValuePair<TokenKey, Lazy<Task<Token>>>(key, entry!));
                throw;
            }
        });
        return entry;
    }

    private void Trim()
    {
        if (_tokens.Count < MostKept)
        {
            return;
        }

        DateTimeOffset now = options.Time.GetUtcNow();
        foreach (var (key, entry) in _tokens)
        {
            if (entry is { IsValueCreated: true, Value: { IsCompletedSuccessfully: true } task } && task.Result.Until <= now)
            {
                _tokens.TryRemove(key, out _);
            }
        }

        if (_tokens.Count >= MostKept)
        {
            _tokens.Clear();
        }
    }
}
