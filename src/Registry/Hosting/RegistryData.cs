using Berth.Registry.Accounts.Sqlite;
using Berth.Registry.Configuration;
using Berth.Registry.Metadata.Sqlite;
using Berth.Registry.Observability;
using Berth.Registry.Search;
using Berth.Registry.Web.Sessions;

namespace Berth.Registry.Hosting;

/// <summary>A registry's data directory, opened: what <c>serve</c> serves and the other verbs work on, at the same time where need be.</summary>
internal sealed class RegistryData : IDisposable
{
    private RegistryData(RegistryOptions options, RegistryDatabase database)
    {
        Options = options;
        Database = database;
    }

    /// <summary>With <see cref="RegistryOptions.HasAccounts"/> as the database has it.</summary>
    public RegistryOptions Options { get; }

    public RegistryDatabase Database { get; }

    /// <summary>Opens the directory, making it (mode 0700) where it is not there, and brings its tables up to date.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static RegistryData Open(RegistryOptions options)
    {
        Directory.CreateDirectory(options.DataRoot, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        RegistryDatabase database = RegistryDatabase.Open(options.DataRoot);
        try
        {
            // A line an area, those that others refer to first.
            database.Migrate("registry", RegistrySchema.Migrations);
            database.Migrate("accounts", AccountsSchema.Migrations);
            database.Migrate("search", SearchSchema.Migrations);
            database.Migrate("health", DatabaseProbe.Migrations);
            database.Migrate("web", SessionSchema.Migrations);
            return new RegistryData(options with { HasAccounts = HasAccounts(options.Accounts, database) }, database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a registry in the directory.</summary>
    public static bool Exists(RegistryOptions options) => File.Exists(RegistryDatabase.PathIn(options.DataRoot));

    public void Dispose() => Database.Dispose();

    private static bool HasAccounts(AccountsMode mode, RegistryDatabase database) => mode switch
    {
        AccountsMode.On => true,
        AccountsMode.Off => false,
        _ => SqliteAccounts.HasAny(database),
    };
}
