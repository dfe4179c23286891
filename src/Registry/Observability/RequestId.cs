using System.Buffers;
using System.Security.Cryptography;

namespace Berth.Registry.Observability;

/// <summary>A request's name in the log and in its answer's <c>X-Request-Id</c>: the client's (a proxy's) where that is one, else a new one.</summary>
internal static class RequestId
{
    public const string Header = "X-Request-Id";

    private const int Longest = 64;

    private static readonly SearchValues<char> s_allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");
    private static readonly string s_process = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private static long s_count;

    public static string Of(string? given) =>
        given is { Length: > 0 and <= Longest } && !given.AsSpan().ContainsAnyExcept(s_allowed) ? given : $"{s_process}-{Interlocked.Increment(ref s_count):x6}";
}
