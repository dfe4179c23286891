using Berth.Oci;
using Berth.Registry.Naming;
using Berth.Registry.Web.Html;
using Berth.Registry.Web.Images;
using Berth.Registry.Web.Languages;

namespace Berth.Registry.Web.Pages;

/// <summary>A tag or a manifest: how to pull it, for which platforms, its layers and what made them, how it runs, what refers to it.</summary>
internal static class ManifestPage
{
    public static PageAnswer Of(Visit visit, ManifestView view)
    {
        RepositoryName name = view.Repository.Name;
        string title = view.Tag is { } tag ? $"{name}:{tag}" : $"{name}@{view.Manifest.Digest.Short}";
        return new PageAnswer(200, new PageHead(title), html =>
        {
            WriteHeading(html, visit, view);
            html.Write($"<div class=\"with-aside\"><div class=\"body\">\n");
            WritePlatforms(html, visit.Words, view);
            WriteContents(html, visit.Words, view);
            ReferrerTables.Write(html, visit.Words, view);
            RawManifest.Write(html, visit.Words, view.Manifest);
            html.Write($"</div>\n");
            WriteAside(html, visit, view);
            html.Write($"</div>\n");
        })
        {
            IsPrivate = !view.Repository.IsPublic,
        };
    }

    private static void WriteHeading(HtmlWriter html, Visit visit, ManifestView view)
    {
        html.Write($"<div class=\"heading\"><h1 class=\"repository\"><a href=\"{Paths.Repository(view.Repository.Name)}\">");
        RepositoryTitle.Write(html, view.Repository.Name);
        html.Write($"</a><wbr><span class=\"tag\">{(view.Tag is { } tag ? $":{tag}" : $"@{view.Manifest.Digest.Short}")}</span>");
        RepositoryList.WriteBadge(html, visit.Words, view.Repository);
        html.Write($"</h1></div>\n");
    }

    private static void WritePlatforms(HtmlWriter html, Words words, ManifestView view)
    {
        if (view.Facts is not { IsIndex: true, Images.Count: > 0 } facts)
        {
            return;
        }

        string page = view.Tag is { } tag ? Paths.Tag(view.Repository.Name, tag) : Paths.Manifest(view.Repository.Name, view.Manifest.Digest);
        html.Write($"<nav class=\"pick\" aria-label=\"{words.Platforms}\"><h2>{words.Platforms}</h2><ul>\n");
        foreach (Descriptor image in facts.Images)
        {
            string label = image.Platform is { } platform ? platform.ToString().To(60) : image.Digest.Short;
            html.Write($"<li><a href=\"{page}?platform={image.Digest}\"");
            if (image.Digest == view.Picked)
            {
                html.Write($" aria-current=\"true\"");
            }

            html.Write($">{label}</a></li>\n");
        }

        html.Write($"</ul></nav>\n");
    }

    private static void WriteContents(HtmlWriter html, Words words, ManifestView view)
    {
        if (view.Facts is null)
        {
            html.Write($"<p class=\"note\">{words.ManifestUnreadable}</p>\n");
        }
        else if (view.Image is { } image)
        {
            LayerTable.Write(html, words, image, view.Configuration);
            ConfigurationList.Write(html, words, view.Configuration);
        }
        else if (view.Picked is not null)
        {
            html.Write($"<p class=\"note\">{words.PlatformMissing}</p>\n");
        }
    }

    private static void WriteAside(HtmlWriter html, Visit visit, ManifestView view)
    {
        Words words = visit.Words;
        RepositoryName name = view.Repository.Name;
        string reference = view.Tag is null ? $"@{view.Manifest.Digest}" : view.Tag == "latest" ? "" : $":{view.Tag}";
        html.Write($"<aside><section aria-labelledby=\"pull\"><h2 id=\"pull\">{words.PullHeading}</h2>\n");
        PullCommands.Write(html, $"{visit.Site.Host}/{name}{reference}");
        html.Write($"</section><section aria-labelledby=\"facts\"><h2 id=\"facts\">{words.Facts}</h2><dl class=\"facts\">\n");
        WriteFact(html, words.Digest, view.Manifest.Digest);
        if (view.Picked is { } picked)
        {
            html.Write($"<div><dt>{words.Digest} ({view.Configuration?.Platform ?? words.Platform})</dt>");
            html.Write($"<dd><a class=\"digest\" href=\"{Paths.Manifest(name, picked)}\">{picked}</a></dd></div>\n");
        }

        if (view.Configuration is { } configuration)
        {
            html.Write($"<div><dt>{words.Platform}</dt><dd>{configuration.Platform}</dd></div>\n");
            WriteCreated(html, visit, configuration);
        }

        if (view.Image is { } image)
        {
            html.Write($"<div><dt>{words.Size}</dt><dd>{Amounts.Size(image.Size)}</dd></div>\n");
        }

        WriteKind(html, words, view);
        WriteTags(html, words, view);
        html.Write($"</dl></section></aside>\n");
    }

    private static void WriteFact(HtmlWriter html, string label, Digest digest) =>
        html.Write($"<div><dt>{label}</dt><dd class=\"digest\">{digest}</dd></div>\n");

    private static void WriteCreated(HtmlWriter html, Visit visit, ImageFacts configuration)
    {
        if (configuration.CreatedAt is { } created)
        {
            html.Write($"<div><dt>{visit.Words.Created}</dt><dd>");
            Moment.Write(html, visit, created);
            html.Write($"</dd></div>\n");
        }
    }

    private static void WriteKind(HtmlWriter html, Words words, ManifestView view)
    {
        if (view.Facts?.ArtifactType is { Length: > 0 } kind)
        {
            html.Write($"<div><dt>{words.ArtifactType}</dt><dd class=\"code\">{kind.To(200)}</dd></div>\n");
        }

        html.Write($"<div><dt>{words.MediaType}</dt><dd class=\"code\">{view.Manifest.MediaType.To(200)}</dd></div>\n");
        if (view.Facts?.Subject is { IsEmpty: false } subject)
        {
            html.Write($"<div><dt>{words.Subject}</dt><dd><a class=\"digest\" href=\"{Paths.Manifest(view.Repository.Name, subject)}\">{subject}</a></dd></div>\n");
        }
    }

    private static void WriteTags(HtmlWriter html, Words words, ManifestView view)
    {
        if (view.Tags.Count == 0)
        {
            return;
        }

        html.Write($"<div><dt>{words.Tags}</dt><dd>");
        foreach (string tag in view.Tags)
        {
            html.Write($"<a class=\"platform\" href=\"{Paths.Tag(view.Repository.Name, tag)}\">{tag}</a> ");
        }

        html.Write($"</dd></div>\n");
    }
}
