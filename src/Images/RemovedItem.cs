namespace Berth.Images;

/// <summary>One line of what a removal did: <c>Untagged: ubuntu:13.10</c> or <c>Deleted: sha256:…</c>.</summary>
public sealed record RemovedItem(RemovedItemKind Kind, string Text);

public enum RemovedItemKind
{
    Untagged,
    Deleted,
}
