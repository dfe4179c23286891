using Berth.Oci;

namespace Berth.Images;

/// <summary>One line of an image's history, newest first. <see cref="Id"/> is null for steps whose image is not here (<c>&lt;missing&gt;</c>).</summary>
public sealed record ImageHistoryLine(
    Digest? Id, DateTimeOffset Created, string CreatedBy, string Comment, long Size, IReadOnlyList<string> Tags);
