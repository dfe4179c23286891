using System.Net;
using Berth.Registry.Errors;

namespace Berth.Registry.Accounts;

/// <summary>People who make their own account, where the registry lets them.</summary>
internal interface IRegistration
{
    /// <summary>Whether it does; off by default.</summary>
    bool IsOpen { get; }

    /// <summary>
    /// Makes an account. The name must not be in use as a namespace either: whoever takes it would own what is there.
    /// </summary>
    /// <exception cref="AccountException">The name or the password is none, the name is taken, or registration is closed.</exception>
    /// <exception cref="RegistryException"><see cref="ErrorCode.TooManyRequests"/>: too many were made from this address.</exception>
    ValueTask<UserRecord> RegisterAsync(string name, string password, IPAddress? from);
}
