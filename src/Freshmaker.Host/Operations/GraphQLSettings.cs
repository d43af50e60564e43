using Freshmaker.Host.GraphQL.Limits;
using Freshmaker.Host.GraphQL.Persisted;

namespace Freshmaker.Host.Operations;

/// <summary>What GraphQL takes: <c>Freshmaker:GraphQL</c>.</summary>
public sealed record GraphQLSettings(int MaxDepth, int MaxCost, TimeSpan QueryTimeout, PersistedDocuments Documents, int MaxStreams, int MaxStreamsPerCaller)
{
    public const string FolderKey = "Freshmaker:GraphQL:PersistedDocuments:Folder";

    const string OnlyKey = "Freshmaker:GraphQL:PersistedDocuments:Only";

    internal static GraphQLSettings Read(SettingsReader read)
    {
        const string timeout = "Freshmaker:GraphQL:QueryTimeout";
        var defaults = new GraphQLLimits();
        var settings = new GraphQLSettings(
            // As deep as the parser goes, which counts other brackets too.
            read.Number("Freshmaker:GraphQL:MaxDepth", defaults.MaxDepth, 1, 100),
            read.Number("Freshmaker:GraphQL:MaxCost", defaults.MaxCost, 1, 100_000_000),
            read.Duration(timeout, defaults.Timeout, TimeSpan.FromMinutes(10)),
            ReadDocuments(read),
            read.Number("Freshmaker:GraphQL:MaxStreams", defaults.MaxStreams, 1, 10_000),
            read.Number("Freshmaker:GraphQL:MaxStreamsPerCaller", defaults.MaxStreamsPerCaller, 1, 10_000));
        if (settings.QueryTimeout == TimeSpan.Zero)
            read.Refuse($"{timeout} must be longer than nothing");
        return settings;
    }

    static PersistedDocuments ReadDocuments(SettingsReader read)
    {
        var only = read.Flag(OnlyKey, false);
        if (read.Text(FolderKey) is { } folder)
            return PersistedDocuments.Read(folder, only, fault => read.Refuse($"{FolderKey} {fault}"));
        if (only)
            read.Refuse($"{OnlyKey} cannot be true: {FolderKey} is not given");
        return PersistedDocuments.None;
    }

    internal void Apply(GraphQLLimits limits)
    {
        (limits.MaxDepth, limits.MaxCost, limits.Timeout) = (MaxDepth, MaxCost, QueryTimeout);
        (limits.MaxStreams, limits.MaxStreamsPerCaller) = (MaxStreams, MaxStreamsPerCaller);
    }
}
