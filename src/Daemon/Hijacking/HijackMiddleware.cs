using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Berth.Daemon.Hijacking;

/// <summary>Puts a <see cref="HijackableConnection"/> between a listener's sockets and the HTTP server.</summary>
internal static class HijackMiddleware
{
    public static void UseHijacking(this ListenOptions listener) => listener.Use(next => async connection =>
    {
        await using var hijackable = new HijackableConnection(connection);
        await next(hijackable);
    });

    private static void Use(this ListenOptions listener, Func<ConnectionDelegate, ConnectionDelegate> middleware) =>
        ((IConnectionBuilder)listener).Use(middleware);
}
