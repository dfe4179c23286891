using System.Text;
using Berth.Daemon.Endpoints;

namespace Berth.Unit.Compatibility;

/// <summary>docs/compatibility/endpoints.md: every endpoint of the Engine API, and what the daemon does with it.</summary>
internal static class EndpointTable
{
    public static string Write(DaemonRoutes routes)
    {
        var text = new StringBuilder();
        text.Append("""
            # Endpoints of the Engine API

            Every method and path of Docker's Engine API 1.51, with or without the version in front. Written by `eng/compatibility.sh` from the
            daemon's routes; a unit test compares. What differs within an endpoint is in [compatibility.md](../compatibility.md#engine-api).

            | endpoint | state |
            | --- | --- |

            """);
        foreach (string[] endpoint in CompatibilityFiles.Data("engine-endpoints.txt").Select(line => line.Split(' ')))
        {
            Refusal? refusal = routes.Refusal(endpoint[0], endpoint[1]);
            text.Append($"| `{endpoint[0]} {endpoint[1]}` | {(refusal is null ? "works" : $"{refusal.Status}: {refusal.Message}")} |\n");
        }

        return text.ToString();
    }
}
