using System.Text.Json;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding;
using Freshmaker.Host.Security;
using Marten;
using Serilog.Context;
using Wolverine.Marten;

namespace Freshmaker.Host.Commands;

/// <summary>
/// Orders of people about rebuilds that exist. Each is decided on the state as it is, recorded with who and why, and what follows from it is ordered, in one
/// transaction; who asks gets the answer when that is committed.
/// </summary>
public sealed class RebuildOrders(IDocumentStore store, IServiceScopeFactory scopes, RebuildStore rebuilds, TimeProvider clock)
{
    const int MaxNote = 10_000;

    /// <summary>Others work on the same rebuild all the time; whoever comes too late decides anew on what they left.</summary>
    const int Tries = 50;

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Stops a rebuild. Whoever asked for it himself may do so, too.</summary>
    public Task<CommandAnswer> CancelAsync(string rebuild, Order order, CancellationToken ct) => CarryOutAsync(rebuild, "cancel", order, Permission.CancelOwn, r =>
        MayCancel(r, order, out var permission) is { } refusal ? refusal
        : r.Cancel is not null || r.State == RebuildState.Canceled ? Decision.Nothing(r)
        : r.IsOver ? Impossible($"The rebuild is over ({JsonNamingPolicy.SnakeCaseUpper.ConvertName($"{r.State}")}); there is nothing to cancel")
        : r.RequestCancel(order.Who, order.Why, order.OriginFor(permission)), ct);

    /// <summary>Stops one build and what depends on it.</summary>
    public Task<CommandAnswer> CancelBuildAsync(string rebuild, string build, Order order, CancellationToken ct) =>
        CarryOutAsync(rebuild, $"cancel {build}", order, Permission.CancelOwn, r =>
        MayCancel(r, order, out var permission) is { } refusal ? refusal
        : !r.Builds.TryGetValue(build, out var status) ? NoBuild
        : r.Stops(status) || status.Phase == BuildPhase.Canceled ? Decision.Nothing(r)
        : status.Phase.IsEnd() ? Impossible($"The build is over ({JsonNamingPolicy.SnakeCaseUpper.ConvertName($"{status.Phase}")}); there is nothing to cancel")
        : r.RequestCancelOf(build, order.Who, order.Why, order.OriginFor(permission)), ct);

    /// <summary>Has a build that was not built tried again, with what was not built for want of it.</summary>
    public Task<CommandAnswer> RetryBuildAsync(string rebuild, string build, Order order, CancellationToken ct) =>
        CarryOutAsync(rebuild, $"retry {build}", order, Permission.Retry, r =>
        !r.Builds.ContainsKey(build) ? NoBuild
        : r.WhyNotRetried(build) is { } reason ? Impossible($"The build cannot be tried again: {reason}")
        : r.RequestRetryOf(build, order.Who, order.Why, order.OriginFor(Permission.Retry)), ct);

    /// <summary>Writes a note into the history of a rebuild, also when that is over.</summary>
    /// <param name="build">The key of the build that the note is about; null when it is about the rebuild.</param>
    public Task<CommandAnswer> AnnotateAsync(string rebuild, string? build, string text, Order order, CancellationToken ct) =>
        CarryOutAsync(rebuild, $"annotate {build} {Receiving.HashOf(text)}", order, Permission.Annotate, r =>
        Order.Check("text", text, MaxNote) is { } badText ? badText
        : build is not null && !r.Builds.ContainsKey(build) ? NoBuild
        : Decision.Of(r, new Annotated(text, order.Who, order.Why, build, order.OriginFor(Permission.Annotate))), ct);

    static CommandRefusal Impossible(string message) => new(CommandRefusalCode.NotPossible, null, message);

    static CommandRefusal NoBuild { get; } = new(CommandRefusalCode.NotFound, "build", "There is no such build in the rebuild");

    static CommandRefusal? MayCancel(Rebuild rebuild, Order order, out Permission permission)
    {
        var isOwn = rebuild.Requester is { } requester && requester == order.Caller.Name;
        permission = isOwn && !order.Caller.May(Permission.CancelAny) ? Permission.CancelOwn : Permission.CancelAny;
        return order.Lacks(permission);
    }

    /// <param name="least">Whoever lacks this cannot give such an order about any rebuild, and is told nothing of this one.</param>
    async Task<CommandAnswer> CarryOutAsync(string rebuild, string what, Order order, Permission least, Func<Rebuild, Verdict> decide, CancellationToken ct)
    {
        if (order.Lacks(least) is { } refusal)
            return new() { Refusal = refusal };
        if (order.Check() is { } bad)
            return new() { Refusal = bad };
        using var named = LogContext.PushProperty("RebuildId", rebuild);
        for (var attempt = 1; attempt <= Tries; attempt++)
        {
            try
            {
                return await TryAsync(rebuild, what, order, decide, ct);
            }
            catch (Exception e) when (Races.IsLost(e))
            {
                await Task.Delay(Pause, clock, ct);
            }
        }

        return CommandAnswer.Refused(CommandRefusalCode.Busy, null, "Others change the rebuild all the time; nothing was done. Send the order again");
    }

    async Task<CommandAnswer> TryAsync(string rebuild, string what, Order order, Func<Rebuild, Verdict> decide, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var session = store.LightweightSession();
        var outbox = scope.ServiceProvider.GetRequiredService<IMartenOutbox>();
        outbox.Enroll(session);
        session.CausationId = session.CorrelationId = order.Caller.RequestId;

        if (await PublicNumbers.OfRebuildAsync(session, rebuild, ct) is not { } number)
            return CommandAnswer.Refused(CommandRefusalCode.NotFound, "rebuild", "There is no such rebuild");
        var done = order.Key is null ? null : new CarriedOut(CarriedOut.IdOf(order.Who, order.Key), $"{rebuild} {what}");
        if (done is not null && !order.IsPreview && await session.LoadAsync<CarriedOut>(done.Id, ct) is { } earlier)
        {
            return earlier == done
                ? new() { Rebuild = rebuild, Number = number, IsRepeated = true }
                : CommandAnswer.Refused(CommandRefusalCode.KeyUsed, "key", "The key was used for another order");
        }

        var opened = await rebuilds.OpenAsync(session, rebuild, ct);
        var verdict = decide(opened.State);
        if (verdict.Refusal is { } refusal)
        {
            rebuilds.GiveBack(opened);
            return new() { Rebuild = rebuild, Number = number, Refusal = refusal };
        }

        var answer = new CommandAnswer
        {
            Rebuild = rebuild,
            Number = number,
            ChangedNothing = verdict.Decision!.Events.Count == 0,
            Builds = [.. Concerned(opened.State, verdict.Decision.After)],
        };
        if (order.IsPreview)
        {
            rebuilds.GiveBack(opened);
            return answer;
        }

        if (done is not null)
            session.Insert(done);
        rebuilds.Save(session, opened, verdict.Decision!);
        foreach (var work in RebuildProcess.NewlyOwed(opened.State, verdict.Decision!))
            await outbox.PublishAsync(work, new() { ScheduledTime = work.NotBefore, CorrelationId = order.Caller.RequestId });
        await session.SaveChangesAsync(ct);
        return answer;
    }

    static IEnumerable<string> Concerned(Rebuild before, Rebuild after) => after.Builds
        .Where(b => before.Builds[b.Key] is var was && (was != b.Value || (!was.Phase.IsEnd() && after.Cancel is not null && before.Cancel is null))).Select(b => b.Key);

    /// <summary>A decision, or why there is none.</summary>
    sealed record Verdict(Decision? Decision, CommandRefusal? Refusal)
    {
        public static implicit operator Verdict(Decision decision) => new(decision, null);

        public static implicit operator Verdict(CommandRefusal refusal) => new(null, refusal);
    }
}
