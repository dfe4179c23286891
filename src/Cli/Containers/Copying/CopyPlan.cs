using Berth.Cli.CommandLine;

namespace Berth.Cli.Containers.Copying;

/// <summary>Which directory an archive is unpacked in, and what its top is to be called there.</summary>
internal sealed record CopyPlan(string Directory, string TopName)
{
    /// <summary>docker's table of what <c>cp</c> makes of its operands.</summary>
    /// <param name="sourceName">The source's name; <c>.</c> for a directory's contents.</param>
    /// <param name="sourceIsDirectory">The source is a directory, or the contents of one.</param>
    /// <param name="target">The destination, symbolic links in its last place already followed.</param>
    /// <param name="exists">It is there.</param>
    /// <param name="isDirectory">It is a directory.</param>
    /// <exception cref="CommandException">It cannot be.</exception>
    public static CopyPlan Make(string sourceName, bool sourceIsDirectory, CopyPath target, bool exists, bool isDirectory)
    {
        if (exists && isDirectory)
        {
            return new CopyPlan(target.Text, sourceName);
        }

        if (exists && sourceIsDirectory)
        {
            throw new CommandException("cannot copy directory");
        }

        return !exists && !sourceIsDirectory && target.AssertsDirectory
            ? throw new CommandException("no such directory")
            : new CopyPlan(target.Parent, target.IsContents ? new CopyPath(target.Parent).Name : target.Name);
    }
}
