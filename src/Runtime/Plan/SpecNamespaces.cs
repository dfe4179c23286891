using Berth.Oci.Runtime;

namespace Berth.Runtime.Plan;

/// <summary>What a spec says of its namespaces.</summary>
internal static class SpecNamespaces
{
    extension(LinuxSettings linux)
    {
        public LinuxNamespace? Namespace(string type)
        {
            foreach (LinuxNamespace one in linux.Namespaces ?? [])
            {
                if (one.Type == type)
                {
                    return one;
                }
            }

            return null;
        }

        /// <summary>The container gets one of this kind that nobody else is in.</summary>
        public bool HasNew(string type) => linux.Namespace(type) is { Path: null or "" };

        public UserNamespaceKind UserNamespace => linux.Namespace(LinuxNamespaceType.User) switch
        {
            null => UserNamespaceKind.Inherited,
            { Path: null or "" } => UserNamespaceKind.New,
            _ => UserNamespaceKind.Joined,
        };
    }
}
