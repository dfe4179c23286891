namespace Berth.Engine.Configuration;

/// <summary>
/// The daemon cannot start as it was told to: a bad flag, a bad value or a bad configuration file. One line, for the user.
/// </summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException(string message)
        : base(message)
    {
    }

    public ConfigurationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
