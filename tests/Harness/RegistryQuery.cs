using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Berth.Harness;

/// <summary>Asks a <see cref="BerthRegistry"/>'s database, from outside and read only.</summary>
public static class RegistryQuery
{
    /// <param name="data">The registry's directory; the registry may be running.</param>
    /// <param name="question">SQL whose rows have one column of text.</param>
    public static string[] Ask(string data, string question)
    {
        raw.SetProvider(new SQLite3Provider_sqlite3());
        string database = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(data, "registry.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString();
        using var connection = new SqliteConnection(database);
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = question;
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }
}
