namespace Berth.Registry.Search;

/// <summary>
/// The index of names, summaries and descriptions (https://sqlite.org/fts5.html). It knows every three characters that follow each other, so that any part of a word is
/// found, in every script, those without spaces between words too. Triggers keep it in step with <c>repositories</c>, whoever writes there.
/// <code>
/// repository_texts     view: what is indexed. Two spaces at the end of each text make the last two characters begin a group of three as well.
/// repository_search    the index; it holds no copy of the texts
/// repository_terms     its groups of three, in order: those that begin with one or two characters are a range
/// </code>
/// </summary>
internal static class SearchSchema
{
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE VIEW repository_texts AS
            SELECT id, name || '  ' AS name, summary || '  ' AS summary, description || '  ' AS description FROM repositories;
        CREATE VIRTUAL TABLE repository_search USING fts5(
            name, summary, description, content = 'repository_texts', content_rowid = 'id', tokenize = 'trigram');
        CREATE VIRTUAL TABLE repository_terms USING fts5vocab(repository_search, 'instance');
        CREATE TRIGGER repository_search_insert AFTER INSERT ON repositories BEGIN
            INSERT INTO repository_search(rowid, name, summary, description)
                VALUES(new.id, new.name || '  ', new.summary || '  ', new.description || '  ');
        END;
        CREATE TRIGGER repository_search_delete AFTER DELETE ON repositories BEGIN
            INSERT INTO repository_search(repository_search, rowid, name, summary, description)
                VALUES('delete', old.id, old.name || '  ', old.summary || '  ', old.description || '  ');
        END;
        CREATE TRIGGER repository_search_update AFTER UPDATE OF name, summary, description ON repositories BEGIN
            INSERT INTO repository_search(repository_search, rowid, name, summary, description)
                VALUES('delete', old.id, old.name || '  ', old.summary || '  ', old.description || '  ');
            INSERT INTO repository_search(rowid, name, summary, description)
                VALUES(new.id, new.name || '  ', new.summary || '  ', new.description || '  ');
        END;
        INSERT INTO repository_search(repository_search) VALUES('rebuild');
        """,
    ];
}
