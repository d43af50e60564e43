using System.Diagnostics;
using Freshmaker.Bench.Service;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Freshmaker.Bench.Rebuilding;

/// <summary>Single transitions as a command makes them: open, decide, append, commit. Of the service only its store is there, nothing of it runs.</summary>
sealed class Steps : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly RebuildStore _rebuilds;

    Steps(WebApplication app)
    {
        _app = app;
        _rebuilds = app.Services.GetRequiredService<RebuildStore>();
        Store = app.Services.GetRequiredService<IDocumentStore>();
    }

    public IDocumentStore Store { get; }

    public static async Task<Steps> CreateAsync(ServiceSpace space)
    {
        var steps = new Steps(ServiceInProcess.Build(space));
        await steps.Store.Storage.ApplyAllConfiguredChangesToDatabaseAsync();
        return steps;
    }

    /// <summary>Stores a rebuild and takes a first look at it, so that its state is known, as after every step of a running one.</summary>
    public async Task StoreAsync(UnderWay rebuild, CancellationToken ct)
    {
        await rebuild.StoreAsync(Store, ct);
        await TakeAsync(rebuild.Id, Decision.Nothing, 0, ct);
    }

    /// <summary>One transition. Gives milliseconds.</summary>
    public async Task<double> TakeAsync(string rebuildId, Func<Rebuild, Decision> decide, int events, CancellationToken ct)
    {
        var begin = Stopwatch.GetTimestamp();
        await using var session = Store.LightweightSession();
        var opened = await _rebuilds.OpenAsync(session, rebuildId, ct);
        var decision = decide(opened.State);
        var (record, _) = opened.Record(decision);
        record.Execute(session, _rebuilds);
        await session.SaveChangesAsync(ct);
        var time = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return decision.Events.Count == events ? time : throw new InvalidOperationException($"The step decided {decision.Events.Count} events; it must be {events}");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
