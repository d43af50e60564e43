using Freshmaker.Domain.Ports;
using Marten;

namespace Freshmaker.Host.Rebuilding;

/// <summary>What earlier rebuilds have built, from the index, which is never behind.</summary>
public sealed class EarlierRebuilds(IDocumentStore store, PublicNumbers numbers) : IEarlierRebuilds
{
    public async Task<IReadOnlyList<RebuiltImage>?> OfRebuildAsync(long number, CancellationToken ct)
    {
        if (await numbers.RebuildAsync(number, ct) is not { } rebuild)
            return null;
        await using var session = store.QuerySession();
        return Real(await session.Query<FinishedImage>().Where(i => i.RebuildId == rebuild).ToListAsync(ct));
    }

    public async Task<IReadOnlyList<RebuiltImage>> OfAdvisoryAsync(long advisory, CancellationToken ct)
    {
        var key = $"{advisory}";
        await using var session = store.QuerySession();
        return Real(await session.Query<FinishedImage>().Where(i => i.SearchKey == key).ToListAsync(ct));
    }

    /// <summary>What a dry run says it built does not exist.</summary>
    static RebuiltImage[] Real(IEnumerable<FinishedImage> images) =>
        [.. images.Where(i => !i.DryRun).OrderBy(i => i.Nvr, StringComparer.Ordinal).Select(i => new RebuiltImage(i.OriginalNvr, i.Nvr, i.DirectlyAffected))];
}
