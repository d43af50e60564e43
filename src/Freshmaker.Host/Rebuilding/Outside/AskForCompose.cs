using Freshmaker.Domain.Messages;
using Freshmaker.Domain.Planning;
using Freshmaker.Domain.Ports;
using Freshmaker.Domain.Rebuilds;
using Freshmaker.Host.Rebuilding.Commands;

namespace Freshmaker.Host.Rebuilding.Outside;

public static class AskForComposeHandler
{
    public static Task<IRebuildCommand?> Handle(
        AskForCompose work, IComposes odcs, OutsideStep step, BuildOptions options, TimeProvider clock, CancellationToken ct) => step.DoAsync(
        work,
        async (rebuild, token) => rebuild.DryRun ? DryRun.Compose(work) : await AskAsync(work, rebuild, odcs, clock.GetUtcNow() + options.ComposeMargin, token),
        fault => new RecordComposeFault(work.RebuildId, work.Compose, work.Attempt, fault),
        ct);

    static async Task<IRebuildCommand> AskAsync(AskForCompose work, Rebuild rebuild, IComposes odcs, DateTimeOffset neededUntil, CancellationToken ct)
    {
        var status = rebuild.Composes[work.Compose];
        // One that exists is looked at first: an earlier one of the original build, or ours that has to be renewed. It may still be good.
        if ((status.Id ?? (status.Need as EarlierCompose)?.Id) is { } id)
        {
            var known = (await odcs.GetAsync([id], ct)).GetValueOrDefault(id);
            if (known is not null && (known.IsUnderWay || (known.State == ComposeState.Done && !(known.ExpiresAt < neededUntil))))
                return RecordComposeAnswer.Of(work, new ComposeAnswer.Accepted(known), adopted: true);
            var renewed = await odcs.RenewAsync(id, ct);
            // ODCS has forgotten it. Of one that was ours we have the request, so it is made anew.
            if (renewed is not ComposeAnswer.Refused { Status: 404 } || status.Need is not NewCompose)
                return RecordComposeAnswer.Of(work, renewed, adopted: false);
        }

        // Ask before acting: an earlier attempt may have been cut off after ODCS took the request.
        var request = ((NewCompose)status.Need).Request;
        return await odcs.FindAsync(request, rebuild.ReceivedAt ?? DateTimeOffset.MinValue, ct) is { } earlier
            ? RecordComposeAnswer.Of(work, new ComposeAnswer.Accepted(earlier), adopted: true)
            : RecordComposeAnswer.Of(work, await odcs.RequestAsync(request, ct), adopted: false);
    }
}
