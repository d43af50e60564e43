using Marten;

namespace Freshmaker.Host.Rebuilding;

/// <summary>The builds that wait for their turn, for people who ask.</summary>
public sealed class TurnQueue(IDocumentStore store)
{
    /// <summary>Places from 1, by rebuild and build.</summary>
    public async Task<IReadOnlyDictionary<(string Rebuild, string Build), int>> PositionsAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var waiting = await session.Query<Turn>().Where(t => !t.IsTaken).ToListAsync(ct);
        return Turns.InOrder(waiting).Select((turn, i) => (turn, Place: i + 1)).ToDictionary(t => (t.turn.RebuildId, t.turn.Build), t => t.Place);
    }

    /// <summary>How many builds wait for their turn, and how many have it.</summary>
    public async Task<(int Waiting, int Taken)> CountAsync(CancellationToken ct)
    {
        await using var session = store.QuerySession();
        var batch = session.CreateBatchQuery();
        var (waiting, taken) = (batch.Query<Turn>().Where(t => !t.IsTaken).Count(), batch.Query<Turn>().Where(t => t.IsTaken).Count());
        await batch.Execute(ct);
        return ((int)await waiting, (int)await taken);
    }
}
