using System.Text.RegularExpressions;
using Freshmaker.Projections.Artifacts;
using Freshmaker.Projections.Builds;
using Freshmaker.Projections.Cascades;
using Freshmaker.Projections.Rebuilds;
using Freshmaker.Projections.Statistics;
using Freshmaker.Projections.Timeline;
using JasperFx.Events.Projections;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Freshmaker.Projections;

/// <summary>The database schema that the read models live in. It goes unquoted into SQL, so only plain names are taken.</summary>
public sealed partial record ReadModelSchema
{
    public ReadModelSchema(string name)
    {
        if (!PlainName().IsMatch(name))
            throw new ArgumentException($"The schema of the read models must be a lower-case name of letters, digits and underscores; it is '{name}'.", nameof(name));
        Name = name;
    }

    public string Name { get; }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$")]
    private static partial Regex PlainName();
}

/// <summary>Registers the read models and what can be asked of them.</summary>
public static class ReadModels
{
    /// <summary>Adds the read models as async projections, each a shard of its own, with tables that Marten creates along with its own.</summary>
    /// <param name="schema">The schema of their tables.</param>
    /// <param name="configure">Settings of the shards, for example the batch size.</param>
    public static StoreOptions AddReadModels(this StoreOptions options, string schema, Action<AsyncOptions>? configure = null)
    {
        var name = new ReadModelSchema(schema).Name;
        foreach (var projection in All(name))
        {
            var tables = projection.SchemaObjects;
            options.Storage.ExtendedSchemaObjects.AddRange(tables);
            options.Projections.Add(projection, ProjectionLifecycle.Async, projection.Name, shard =>
            {
                foreach (var table in tables)
                    shard.DeleteDataInTableOnTeardown(table.Identifier.QualifiedName);
                configure?.Invoke(shard);
            });
        }

        return options;
    }

    /// <summary>The names of the read models' shards, each of which can be rebuilt alone.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All("any").Select(p => p.Name)];

    /// <summary>Key of the <see cref="NpgsqlDataSource"/> that queries use. One of its own keeps readers from taking the connections of the core.</summary>
    public const string Reading = "reading";

    /// <summary>Adds the queries. Unless a data source with the key <see cref="Reading"/> is registered, they share the common one.</summary>
    public static IServiceCollection AddReadModelQueries(this IServiceCollection services, string schema)
    {
        services.TryAddKeyedSingleton(Reading, (provider, _) => provider.GetRequiredService<NpgsqlDataSource>());
        return services
            .AddSingleton(new ReadModelSchema(schema))
            .AddSingleton<RebuildQueries>()
            .AddSingleton<BuildQueries>()
            .AddSingleton<NumberedRebuilds>()
            .AddSingleton<NumberedBuilds>()
            .AddSingleton<ExclusionQueries>()
            .AddSingleton<ComposeQueries>()
            .AddSingleton<ArtifactQueries>()
            .AddSingleton<StatisticsQueries>()
            .AddSingleton<TimelineQueries>()
            .AddSingleton<CascadeQueries>();
    }

    static PageProjection[] All(string schema) =>
        [new RebuildProjection(schema), new BuildProjection(schema), new TimelineProjection(schema), new CascadeProjection(schema)];
}
