using Berth.Oci;
using Berth.Registry.Naming;

namespace Berth.Registry.Web;

/// <summary>The addresses of the pages. Names, tags and digests are of characters that need no escaping in a path.</summary>
internal static class Paths
{
    public static string Repository(RepositoryName name) => $"/r/{name}";

    public static string Tag(RepositoryName name, string tag) => $"/r/{name}:{tag}";

    public static string Manifest(RepositoryName name, Digest digest) => $"/r/{name}@{digest}";

    public static string Settings(RepositoryName name) => $"/settings/{name}";

    public static string LogIn(string back) => back == "/" ? "/login" : $"/login?return={Uri.EscapeDataString(back)}";

    public static string Search(string query, int page) =>
        page <= 1 ? $"/search?q={Uri.EscapeDataString(query)}" : $"/search?q={Uri.EscapeDataString(query)}&page={page}";
}
