using System.Text.Json.Nodes;

namespace Berth.Web;

/// <summary>An image as builders make them.</summary>
internal static class Sample
{
    public static IReadOnlyList<ImageStep> Steps { get; } =
    [
        new("/bin/sh -c #(nop) ADD file:4b03b5f551e3fbdf47ec609712007327828f7530cc3455c43bbcdcaf449a75a9 in / ", Text(1, 60_000)),
        new("/bin/sh -c #(nop)  ENV LANG=C.UTF-8", null),
        new("RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates curl tzdata && rm -rf /var/lib/apt/lists/* # buildkit", Text(2, 35_000)),
        new("WORKDIR /srv/shop", Text(3, 10)),
        new("COPY --chown=shop:shop dist/ /srv/shop # buildkit", Text(4, 12_000)),
        new("USER shop", null),
        new("ENTRYPOINT [\"/srv/shop/shop\"]", null),
    ];

    public static JsonObject Configuration => new()
    {
        ["config"] = new JsonObject
        {
            ["Entrypoint"] = new JsonArray("/srv/shop/shop"),
            ["Cmd"] = new JsonArray("--listen", ":8080", "--greeting", "hello world"),
            ["Env"] = new JsonArray("PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "SHOP_TOKEN=kept-to-itself"),
            ["ExposedPorts"] = new JsonObject { ["8080/tcp"] = new JsonObject() },
            ["User"] = "shop",
            ["WorkingDir"] = "/srv/shop",
            ["Labels"] = new JsonObject { ["maintainer"] = "Web team <web@example.org>", ["org.opencontainers.image.source"] = "https://git.example.org/web/shop" },
        },
    };

    public static JsonObject Annotations => new() { ["org.opencontainers.image.revision"] = "4f1c2d9" };

    public const string Description = """
        # Shop

        The **storefront**. It needs a database and listens on port `8080`.

        ```sh
        docker run -d -p 8080:8080 -e SHOP_DB=postgres://db/shop acme/shop
        ```

        | Variable | Meaning | Default |
        |:---------|:--------|--------:|
        | `SHOP_DB` | Address of the database | – |
        | `SHOP_WORKERS` | How many requests at once | 4 |

        - [Source](https://git.example.org/web/shop) and [changes](https://git.example.org/web/shop/changes)
        - Pictures are links: ![the front page](https://example.org/front.png)

        > Tags without a suffix are for production.
        """;

    // What gzip cannot make small.
    private static string Text(int seed, int length) => Convert.ToHexString(Bytes(seed, length));

    private static byte[] Bytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
#pragma warning disable CA5394 // The same in every run, not secret.
        new Random(seed).NextBytes(bytes);
#pragma warning restore CA5394
        return bytes;
    }
}
