namespace Berth.Cli.Credentials;

/// <summary>Credentials cannot be read or kept.</summary>
internal sealed class CredentialException(string message, Exception? inner = null) : Exception(message, inner);
