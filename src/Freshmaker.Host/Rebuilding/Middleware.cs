using Freshmaker.Domain.Rebuilds;
using Marten;
using Serilog.Context;

namespace Freshmaker.Host.Rebuilding;

/// <summary>Opens the rebuild before every command to it.</summary>
public static class OpenRebuildMiddleware
{
    public static async Task<Opened> LoadAsync(IRebuildCommand command, RebuildStore store, IDocumentSession session, CancellationToken ct) =>
        await store.OpenAsync(session, command.RebuildId, ct);

    public static void Before(Opened opened) => LogContext.PushProperty("MessageId", opened.State.MessageId);
}

/// <summary>
/// Names the rebuild on every log line of a command or of work for it. Nothing takes the property off again: it lives in the execution context
/// of the one handler call, which ends with it.
/// </summary>
public static class NameRebuildMiddleware
{
    public static void Before(IRebuildCommand command) => LogContext.PushProperty("RebuildId", command.RebuildId);

    public static void Before(Work work)
    {
        LogContext.PushProperty("RebuildId", work.RebuildId);
        LogContext.PushProperty("MessageId", work.MessageId);
    }
}
