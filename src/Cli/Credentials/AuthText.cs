using System.Text;

namespace Berth.Cli.Credentials;

/// <summary>The <c>auth</c> of the configuration file: <c>USER:PASSWORD</c> in base64.</summary>
internal static class AuthText
{
    public static string Encode(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    /// <exception cref="CredentialException">It is not base64, or there is no user in it.</exception>
    public static (string User, string Password) Decode(string auth)
    {
        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(auth);
        }
        catch (FormatException e)
        {
            throw new CredentialException("illegal base64 data", e);
        }

        var text = Encoding.UTF8.GetString(bytes);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? (text[..colon], text[(colon + 1)..].Trim('\0'))
            : throw new CredentialException("Invalid auth configuration file");
    }
}
