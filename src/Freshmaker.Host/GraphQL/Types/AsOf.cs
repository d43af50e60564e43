using Freshmaker.Host.GraphQL.Batching;
using Freshmaker.Host.Rebuilding;
using GraphQL.DataLoader;

namespace Freshmaker.Host.GraphQL.Types;

/// <summary>The point in history that a question is about: now, a time, or the position of an event.</summary>
sealed class AsOf
{
    public const string Time = "As it was at this time; events recorded then count. Not together with `atVersion`.";

    public const string Version = "As it was after so many events of the rebuild (`TimelineEvent.position`); as it is now when there are fewer. Not together with `asOf`.";

    readonly DateTimeOffset? _time;
    readonly int? _version;

    public AsOf(DateTimeOffset? time, int? version)
    {
        if (time is not null && version is not null)
            throw Refused.Argument("asOf", "cannot be combined with atVersion; ask for one of them");
        if (version < 0)
            throw Refused.Argument("atVersion", $"must not be negative; it is {version}");
        (_time, _version) = (time?.ToUniversalTime(), version);
    }

    public bool IsNow => _time is null && _version is null;

    public IDataLoaderResult<PastRebuild?> Find(Loaders loaders, RebuildHistories histories, string rebuild) =>
        _time is { } time ? loaders.Past(rebuild, time) : new Deferred<PastRebuild?>(ct => FindAsync(histories, rebuild, ct));

    /// <summary>Null when it had not begun.</summary>
    public async Task<PastRebuild?> FindAsync(RebuildHistories histories, string rebuild, CancellationToken ct) => _time is { } time
        ? (await histories.AsOfAsync([rebuild], time, ct)).GetValueOrDefault(rebuild)
        : await histories.AtVersionAsync(rebuild, _version ?? int.MaxValue, ct);
}
