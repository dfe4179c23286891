using System.Net;
using Berth.Registry.Access;
using Berth.Registry.Errors;

namespace Berth.Registry.Accounts;

/// <summary>Finds out whether somebody is who they say they are.</summary>
internal interface ICredentials
{
    /// <summary>Checks a password or a personal access token. Takes about as long for a user who is not there as for a wrong password.</summary>
    /// <param name="from">The client's address; null: none, as for a Unix socket.</param>
    /// <returns>Who it is; null: wrong.</returns>
    /// <exception cref="RegistryException"><see cref="ErrorCode.TooManyRequests"/>: too many were wrong; <see cref="RegistryException.RetryAfter"/> says when to try again.</exception>
    ValueTask<Caller?> VerifyAsync(string user, string secret, IPAddress? from, CancellationToken cancellation);
}
