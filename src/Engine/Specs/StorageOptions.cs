using Berth.Engine.Configuration;
using Berth.Engine.Errors;

namespace Berth.Engine.Specs;

/// <summary>Options of a container's writable layer: <c>size</c>, the bytes that it may take.</summary>
internal static class StorageOptions
{
    /// <returns>Bytes; 0 is no limit.</returns>
    /// <exception cref="InvalidParameterException">An option is unknown, or no size.</exception>
    public static long Size(IReadOnlyDictionary<string, string>? options)
    {
        long size = 0;
        foreach ((string key, string value) in options ?? new Dictionary<string, string>())
        {
            if (!key.Equals("size", StringComparison.OrdinalIgnoreCase))
            {
                throw new InvalidParameterException($"Unknown option {key}");
            }

            if (!ByteSize.TryParse(value, out size))
            {
                throw new InvalidParameterException($"invalid size: '{value}'");
            }
        }

        return size;
    }
}
