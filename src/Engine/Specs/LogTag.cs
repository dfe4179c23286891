using System.Text;
using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>
/// The <c>tag</c> of a log driver: text with <c>{{.ID}}</c>, <c>{{.FullID}}</c>, <c>{{.Name}}</c>, <c>{{.ImageID}}</c>, <c>{{.ImageFullID}}</c>,
/// <c>{{.ImageName}}</c> and <c>{{.DaemonName}}</c> in it. Of Go's templates that is all that tags are made of; what else a template can say is
/// refused.
/// </summary>
public static class LogTag
{
    private const int ShortId = 12;

    /// <exception cref="InvalidParameterException">Something other than a field.</exception>
    public static string? Check(string? template)
    {
        if (template is not null)
        {
            _ = Render(template, static _ => "");
        }

        return template;
    }

    public static string Of(string template, string id, string name, string imageId, string imageName, string daemonName) => Render(template, field => field switch
    {
        "ID" => id[..Math.Min(ShortId, id.Length)],
        "FullID" => id,
        "Name" => name,
        "ImageFullID" => imageId,
        "ImageID" => Digits(imageId),
        "ImageName" => imageName,
        _ => daemonName,
    });

    private static string Digits(string digest)
    {
        string digits = digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits[..Math.Min(ShortId, digits.Length)];
    }

    private static string Render(string template, Func<string, string> value)
    {
        var text = new StringBuilder();
        int at = 0, open;
        while ((open = template.IndexOf("{{", at, StringComparison.Ordinal)) >= 0)
        {
            int close = template.IndexOf("}}", open, StringComparison.Ordinal);
            string field = close < 0 ? "" : template[(open + 2)..close].Trim();
            if (field is not (".ID" or ".FullID" or ".Name" or ".ImageID" or ".ImageFullID" or ".ImageName" or ".DaemonName"))
            {
                throw new InvalidParameterException($"invalid log tag \"{template}\": only fields such as {{{{.Name}}}} are supported");
            }

            text.Append(template, at, open - at).Append(value(field[1..]));
            at = close + 2;
        }

        return text.Append(template, at, template.Length - at).ToString();
    }
}
