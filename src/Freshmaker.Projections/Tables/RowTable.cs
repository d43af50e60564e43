using Marten;
using Weasel.Core;
using Weasel.Postgresql;
using Weasel.Postgresql.Tables;

namespace Freshmaker.Projections.Tables;

/// <summary>A table of a view, described once: Marten creates it from this, a page of rows is written by it in one statement, and queries take its columns from it.</summary>
sealed class RowTable<TRow>(string schema, string name, params string[] key)
{
    readonly List<Column> _columns = [];
    readonly List<IndexDefinition> _indexes = [];

    public string FullName { get; } = $"{schema}.{name}";

    /// <summary>The columns in their order, for a select list.</summary>
    public string ColumnsOf(string alias) => ColumnsOf(alias, _ => true);

    /// <summary>The columns in their order; instead of those that are not wanted there is null, so that each keeps its place.</summary>
    public string ColumnsOf(string alias, Func<string, bool> isWanted) => string.Join(", ", _columns.Select(c => isWanted(c.Name) ? $"{alias}.{c.Name}" : "null"));

    public RowTable<TRow> Text(string column, Func<TRow, string> value) => Add(column, "text", notNull: true, value);
    public RowTable<TRow> TextOrNull(string column, Func<TRow, string?> value) => Add(column, "text", notNull: false, value);
    public RowTable<TRow> Number(string column, Func<TRow, long> value) => Add(column, "bigint", notNull: true, value);
    public RowTable<TRow> NumberOrNull(string column, Func<TRow, long?> value) => Add(column, "bigint", notNull: false, value);
    public RowTable<TRow> Count(string column, Func<TRow, int> value) => Add(column, "integer", notNull: true, value);
    public RowTable<TRow> Flag(string column, Func<TRow, bool> value) => Add(column, "boolean", notNull: true, value);
    public RowTable<TRow> Time(string column, Func<TRow, DateTimeOffset> value) => Add(column, "timestamptz", notNull: true, r => value(r).ToUniversalTime());
    public RowTable<TRow> TimeOrNull(string column, Func<TRow, DateTimeOffset?> value) => Add(column, "timestamptz", notNull: false, r => value(r)?.ToUniversalTime());

    /// <summary>A column of JSON; a null value is SQL null.</summary>
    public RowTable<TRow> Json<T>(string column, Func<TRow, T> value) =>
        Add(column, "jsonb", notNull: false, r => value(r) is { } v ? ReadModelJson.Write(v) : null);

    public RowTable<TRow> Index(params string[] columns) => Index(unique: false, columns);

    public RowTable<TRow> Unique(params string[] columns) => Index(unique: true, columns);

    /// <summary>An index for texts that begin with something, whatever the collation of the database.</summary>
    public RowTable<TRow> PrefixIndex(string column)
    {
        _indexes.Add(new IndexDefinition($"ix_{name}_{column}_prefix") { Columns = [$"{column} text_pattern_ops"] });
        return this;
    }

    /// <summary>What Marten creates.</summary>
    public Table ToSchemaObject()
    {
        var table = new Table(new PostgresqlObjectName(schema, name, SchemaUtils.IdentifierUsage.General));
        foreach (var column in _columns)
        {
            var added = table.AddColumn(column.Name, column.Type);
            if (key.Contains(column.Name))
                added.AsPrimaryKey();
            else if (column.NotNull)
                added.NotNull();
        }

        foreach (var index in _indexes)
            table.Indexes.Add(index);
        return table;
    }

    /// <summary>Writes rows with one statement when the page is committed: new keys are inserted, known ones replaced.</summary>
    public void Save(IDocumentOperations operations, IReadOnlyCollection<TRow> rows)
    {
        if (rows.Count > 0)
            operations.QueueSqlCommand(_upsert ??= Upsert(), [.. _columns.Select(c => (object)c.Values(rows))]);
    }

    string? _upsert;

    string Upsert()
    {
        var names = string.Join(", ", _columns.Select(c => c.Name));
        var values = string.Join(", ", _columns.Select(c => c.Type == "jsonb" ? $"x.{c.Name}::jsonb" : $"x.{c.Name}"));
        var changes = _columns.Where(c => !key.Contains(c.Name)).Select(c => $"{c.Name} = excluded.{c.Name}").ToList();
        return $"""
            insert into {FullName} ({names})
            select {values} from unnest({string.Join(", ", _columns.Select(_ => "?"))}) as x({names})
            on conflict ({string.Join(", ", key)}) do {(changes.Count == 0 ? "nothing" : $"update set {string.Join(", ", changes)}")}
            """;
    }

    RowTable<TRow> Add<T>(string column, string type, bool notNull, Func<TRow, T> value)
    {
        _columns.Add(new(column, type, notNull, rows => rows.Select(value).ToArray()));
        return this;
    }

    RowTable<TRow> Index(bool unique, string[] columns)
    {
        _indexes.Add(new IndexDefinition($"ix_{name}_{string.Join('_', columns)}") { Columns = columns, IsUnique = unique });
        return this;
    }

    sealed record Column(string Name, string Type, bool NotNull, Func<IReadOnlyCollection<TRow>, Array> Values);
}
