namespace Berth.Registry.Web.Sessions;

/// <summary>The log-ins of the web page.</summary>
internal interface ISessions
{
    /// <summary>Begins one.</summary>
    ValueTask BeginAsync(SessionSecret secret, NewSession session);

    /// <summary>The session of a secret, where it is alive and the password is still the one it began with; asking is using it.</summary>
    Session? Find(SessionSecret secret);

    /// <summary>A user's that are alive, the latest used first, at most 50.</summary>
    IReadOnlyList<Session> List(string user);

    /// <summary>Ends one of a user's.</summary>
    /// <returns>False: there was none.</returns>
    ValueTask<bool> EndAsync(string user, long id);

    /// <summary>Ends all of a user's, but for one: at a change of password, and when they ask.</summary>
    ValueTask EndAllAsync(string user, long? except);
}
